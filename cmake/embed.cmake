# embed_files(TARGET NAMESPACE VARIABLE DIR [FILE...]): every file below DIR becomes an entry {path below DIR, text} of
# `extern const std::span<const EmbeddedFile> VARIABLE` in NAMESPACE; see reports/foundation/embedded_file.hpp. Each FILE, which may stand
# anywhere, becomes an entry under its bare name.
# Rebuilt when a file changes; CMake runs again when one comes or goes.
function(embed_files target namespace variable dir)
  set(root ${CMAKE_CURRENT_SOURCE_DIR}/${dir})
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${root}/*)
  list(APPEND files ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${variable}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOT=${root} -DNAMESPACE=${namespace} -DVARIABLE=${variable} -DOUTPUT=${output} "-DFILES=${files}"
            -P ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
  set_source_files_properties(${output} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
