# Included right after project(llama.cpp).

# Python never loads libllama-common; leaving it out nearly halves the compile.
# llama-cpp-python's CMakeLists forces the cache entry ON, so only a normal variable
# of this name can hide it.
set(LLAMA_BUILD_COMMON OFF)

# Processors with AMX should just be faster. But GCC before 11.5, 12.4, 13.3 and 14
# drops part of the tile configuration (GCC bug 114098), and the first prompt then
# kills the process. Without these macros llama.cpp leaves its AMX kernels out.
if(NOT MSVC)
  add_compile_options(
    "$<$<COMPILE_LANGUAGE:C,CXX>:-U__AMX_TILE__;-U__AMX_INT8__;-U__AMX_BF16__>")
endif()
