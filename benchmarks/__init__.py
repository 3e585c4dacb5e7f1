"""How fast the engine is, against llama.cpp alone and against `llama_cpp.Llama`.

    make bench                                    everything, about ten minutes on two quiet cores
    make bench BENCH_ARGS=--quick                 fewer repetitions, to see that it works
    make bench BENCH_ARGS="single_stream mask"    some subjects only
    make bench-accept                             the last whole run is the one the site shows

The first run makes the models (a minute); they stay in build/bench. Results are
build/bench.json, one flat object of figures, and build/bench_details.json with the machine, the
versions and every sample. `make bench-accept` copies what the site needs to
benchmarks/record.json, the only committed numbers; docs/benchmarks.md takes them from there.

All figures are made with two threads and greedy decoding. What is compared runs in turn in one
process (A B A B ...), after a round that does not count; a ratio is the median of the rounds'.
Numbers of tokens are checked, so a generation that ends early is an error, not a fast one.

    single_stream     one request against a bare loop of llama_decode and llama.cpp's sampler
    long_generation   the time of token 4,000 against token 100
    streaming         ChatLlamaCpp.stream against llama_cpp.Llama's create_chat_completion
    parallel          4, 8 and 16 requests at once against one
    chats             time to the first token of the tenth turn; eight chats taking turns
    constrained       JSON schemas against free text
    mask              a grammar's mask at 128,000 tokens
    company           how often an answer depends on what is computed beside it
    memory            beyond llama.cpp's model and context; per slot and request

    models, vocabulary    the models that are measured, made here
    llama, engine         the two sides of most comparisons
    measure               repetitions in turn, ratios
    figures, machine      goals, the record, what it was made on
    page, plots           the page on the site
    page_texts            its words in English and Chinese
"""
