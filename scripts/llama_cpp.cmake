# Included right after project(llama.cpp).

# Python never loads libllama-common; leaving it out nearly halves the compile.
# llama-cpp-python's CMakeLists forces the cache entry ON, so only a normal variable
# of this name can hide it.
set(LLAMA_BUILD_COMMON OFF)

# Processors with AMX should just be faster. But GCC 12.2 drops part of the tile
# configuration, and the first prompt then kills the process (llama.cpp issue 20824
# and pull request 26954). Without these macros the AMX kernels are left out.
if(NOT MSVC)
  add_compile_options(
    "$<$<COMPILE_LANGUAGE:C,CXX>:-U__AMX_TILE__;-U__AMX_INT8__;-U__AMX_BF16__>")
endif()
