"""What LangChain's standard suites may ask of a model of text that runs inside of the process."""

from __future__ import annotations

from typing import Any


class TextModelFlags:
    """Every flag is on that such a model can honour; stands before a suite among the bases."""

    @property
    def has_tool_calling(self) -> bool:
        """Run the tests of tools."""
        return True

    @property
    def has_tool_choice(self) -> bool:
        """Force tools where the suite can."""
        return True

    @property
    def has_structured_output(self) -> bool:
        """Run the tests of schemas."""
        return True

    @property
    def supports_json_mode(self) -> bool:
        """Run the test of method="json_mode"."""
        return True

    @property
    def supports_anthropic_inputs(self) -> bool:
        """Run the test of Anthropic's content blocks."""
        return True

    @property
    def supports_model_override(self) -> bool:
        """Run the tests of `model=`."""
        return True

    @property
    def returns_usage_metadata(self) -> bool:
        """Run the tests of token counts."""
        return True

    @property
    def supported_usage_metadata_details(self) -> Any:
        """Look for prompt tokens that were read from a cache."""
        return {"invoke": ["cache_read_input"], "stream": ["cache_read_input"]}
