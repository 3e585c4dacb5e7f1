"""A stand-in for the Hugging Face hub that serves the bundled model under other names.

With it the tutorial about models from the hub runs without network and without gigabytes.
"""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import gguf

from langchain_gguf.hub import BUNDLED_MODEL
from scripts.hub_server import HubServer


def stand_in_hub(repositories: Mapping[str, Iterable[str]]) -> HubServer:
    """Returns a hub, not started yet, in whose repositories every file is the bundled model.

    Args:
        repositories: Names of files by repository. A name with "{shard}" in it stands for the
            three shards of a split model.
    """
    hub = HubServer()
    model = BUNDLED_MODEL.read_bytes()
    for repo_id, names in repositories.items():
        files: dict[str, bytes] = {}
        for name in names:
            if "{shard}" in name:
                for number, shard in enumerate(split_model(BUNDLED_MODEL, 3), start=1):
                    files[name.format(shard=f"{number:05}-of-00003")] = shard
            else:
                files[name] = model
        hub.add(repo_id, files)
    return hub


def split_model(path: Path, num_shards: int) -> list[bytes]:
    """Returns a GGUF model cut into shards that llama.cpp loads, as `llama-gguf-split` does."""
    reader = gguf.GGUFReader(path)
    per_shard = -(-len(reader.tensors) // num_shards)
    architecture = reader.fields["general.architecture"].contents()
    with tempfile.TemporaryDirectory() as folder:
        writer = gguf.GGUFWriter(
            Path(folder) / "model.gguf", architecture, split_max_tensors=per_shard
        )
        for name, field in reader.fields.items():
            if not name.startswith("GGUF.") and name != "general.architecture":
                sub_type = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
                writer.add_key_value(name, field.contents(), field.types[0], sub_type=sub_type)
        for tensor in reader.tensors:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        shards = [shard.read_bytes() for shard in sorted(Path(folder).iterdir())]
    assert len(shards) == num_shards
    return shards
