/*
 @licstart  The following is the entire license notice for the JavaScript code in this file.

 The MIT License (MIT)

 Copyright (C) 1997-2020 by Dimitri van Heesch

 Permission is hereby granted, free of charge, to any person obtaining a copy of this software
 and associated documentation files (the "Software"), to deal in the Software without restriction,
 including without limitation the rights to use, copy, modify, merge, publish, distribute,
 sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
 furnished to do so, subject to the following conditions:

 The above copyright notice and this permission notice shall be included in all copies or
 substantial portions of the Software.

 THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
 BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
 NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
 DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

 @licend  The above is the entire license notice for the JavaScript code in this file
*/
var NAVTREE =
[
  [ "cleave", "index.html", [
    [ "On the wire", "index.html#autotoc_md1", null ],
    [ "The drain loop", "index.html#autotoc_md2", null ],
    [ "When a peer is wrong", "index.html#autotoc_md3", null ],
    [ "Look at a stream", "index.html#autotoc_md4", null ],
    [ "Beside what people use today", "index.html#autotoc_md5", null ],
    [ "What is in it", "index.html#autotoc_md6", null ],
    [ "Two commands", "index.html#autotoc_md7", null ],
    [ "Check your own implementation", "index.html#autotoc_md8", null ],
    [ "Cookbook", "index.html#autotoc_md9", null ],
    [ "Programs to read", "index.html#autotoc_md10", null ],
    [ "Ways to take it", "index.html#autotoc_md11", null ],
    [ "Limits", "index.html#autotoc_md12", null ],
    [ "What it does not do", "index.html#autotoc_md13", null ],
    [ "Bound memory", "md_reference_impls_cookbook_bound_memory.html", [
      [ "Run it", "md_reference_impls_cookbook_bound_memory.html#autotoc_md15", null ],
      [ "Further", "md_reference_impls_cookbook_bound_memory.html#autotoc_md16", null ]
    ] ],
    [ "Change the layout", "md_reference_impls_cookbook_change_the_layout.html", [
      [ "Run it", "md_reference_impls_cookbook_change_the_layout.html#autotoc_md18", null ],
      [ "Further", "md_reference_impls_cookbook_change_the_layout.html#autotoc_md19", null ]
    ] ],
    [ "Fuzz your decoder", "md_reference_impls_cookbook_fuzz_your_decoder.html", [
      [ "Run it", "md_reference_impls_cookbook_fuzz_your_decoder.html#autotoc_md21", null ],
      [ "Further", "md_reference_impls_cookbook_fuzz_your_decoder.html#autotoc_md22", null ]
    ] ],
    [ "Cookbook", "md_reference_impls_cookbook_README.html", null ],
    [ "Receive a file", "md_reference_impls_cookbook_receive_a_file.html", [
      [ "Run it", "md_reference_impls_cookbook_receive_a_file.html#autotoc_md25", null ],
      [ "Further", "md_reference_impls_cookbook_receive_a_file.html#autotoc_md26", null ]
    ] ],
    [ "Resume an upload", "md_reference_impls_cookbook_resume_an_upload.html", [
      [ "Run it", "md_reference_impls_cookbook_resume_an_upload.html#autotoc_md28", null ],
      [ "Further", "md_reference_impls_cookbook_resume_an_upload.html#autotoc_md29", null ]
    ] ],
    [ "Talk to a Python peer", "md_reference_impls_cookbook_talk_to_python.html", [
      [ "Run it", "md_reference_impls_cookbook_talk_to_python.html#autotoc_md31", null ],
      [ "Further", "md_reference_impls_cookbook_talk_to_python.html#autotoc_md32", null ]
    ] ],
    [ "Vendor it", "md_reference_impls_cookbook_vendor_it.html", [
      [ "Run it", "md_reference_impls_cookbook_vendor_it.html#autotoc_md34", null ],
      [ "Further", "md_reference_impls_cookbook_vendor_it.html#autotoc_md35", null ]
    ] ],
    [ "Write a testee", "md_reference_impls_cookbook_write_a_testee.html", [
      [ "Run it", "md_reference_impls_cookbook_write_a_testee.html#autotoc_md37", null ],
      [ "Break it", "md_reference_impls_cookbook_write_a_testee.html#autotoc_md38", null ],
      [ "Further", "md_reference_impls_cookbook_write_a_testee.html#autotoc_md39", null ]
    ] ],
    [ "Reference implementations", "md_reference_impls_README.html", [
      [ "Files", "md_reference_impls_README.html#autotoc_md41", null ]
    ] ],
    [ "Length-prefixed streams in Wireshark", "md_reference_impls_wireshark_README.html", [
      [ "Install it", "md_reference_impls_wireshark_README.html#autotoc_md43", null ],
      [ "Choose the layout", "md_reference_impls_wireshark_README.html#autotoc_md44", null ],
      [ "Filter", "md_reference_impls_wireshark_README.html#autotoc_md45", null ],
      [ "Save the files", "md_reference_impls_wireshark_README.html#autotoc_md46", null ],
      [ "Limits", "md_reference_impls_wireshark_README.html#autotoc_md47", null ]
    ] ],
    [ "Check your own implementation", "md_conformance_README.html", [
      [ "The contract", "md_conformance_README.html#autotoc_md49", null ],
      [ "Verdicts", "md_conformance_README.html#autotoc_md50", null ],
      [ "Look at a stream", "md_conformance_README.html#autotoc_md51", null ]
    ] ],
    [ "The rules", "md_conformance_SPEC.html", [
      [ "Words", "md_conformance_SPEC.html#autotoc_md53", null ],
      [ "What is spoken", "md_conformance_SPEC.html#autotoc_md54", null ],
      [ "VALUE: Python's <tt>struct</tt>", "md_conformance_SPEC.html#autotoc_md55", null ],
      [ "FRAME: length-prefixed frames", "md_conformance_SPEC.html#autotoc_md56", null ],
      [ "JSON: header texts", "md_conformance_SPEC.html#autotoc_md57", null ],
      [ "HEADER: header messages", "md_conformance_SPEC.html#autotoc_md58", null ],
      [ "FILE: receiving files", "md_conformance_SPEC.html#autotoc_md59", null ],
      [ "COMMAND: remote commands", "md_conformance_SPEC.html#autotoc_md60", null ],
      [ "ECHO, MESSAGE, CHAT, TIME, DATAGRAM", "md_conformance_SPEC.html#autotoc_md61", null ],
      [ "GET: sending files", "md_conformance_SPEC.html#autotoc_md62", null ],
      [ "CONN: connections", "md_conformance_SPEC.html#autotoc_md63", null ],
      [ "TESTEE: programs under test", "md_conformance_SPEC.html#autotoc_md64", null ]
    ] ],
    [ "Traces", "md_conformance_traces_README.html", [
      [ "Header lines", "md_conformance_traces_README.html#autotoc_md66", null ],
      [ "The body", "md_conformance_traces_README.html#autotoc_md67", null ],
      [ "Atoms", "md_conformance_traces_README.html#autotoc_md68", null ],
      [ "Roles, and the events each has", "md_conformance_traces_README.html#autotoc_md69", null ]
    ] ],
    [ "Benchmarks", "md_bench_README.html", [
      [ "Contenders", "md_bench_README.html#autotoc_md71", null ],
      [ "Figures", "md_bench_README.html#autotoc_md72", null ]
    ] ],
    [ "Changes", "md__github_CHANGELOG.html", [
      [ "0.1.0 (not yet released)", "md__github_CHANGELOG.html#autotoc_md74", null ]
    ] ],
    [ "Contributing", "md__github_CONTRIBUTING.html", [
      [ "Before you send a change", "md__github_CONTRIBUTING.html#autotoc_md76", null ],
      [ "Where things are", "md__github_CONTRIBUTING.html#autotoc_md77", null ],
      [ "The library", "md__github_CONTRIBUTING.html#autotoc_md78", null ],
      [ "Tests", "md__github_CONTRIBUTING.html#autotoc_md79", null ],
      [ "A release", "md__github_CONTRIBUTING.html#autotoc_md80", null ]
    ] ],
    [ "Security", "md__github_SECURITY.html", [
      [ "Report", "md__github_SECURITY.html#autotoc_md82", null ],
      [ "What counts", "md__github_SECURITY.html#autotoc_md83", null ],
      [ "What does not", "md__github_SECURITY.html#autotoc_md84", null ]
    ] ],
    [ "What stays as it is", "md__github_STABILITY.html", null ],
    [ "Namespaces", "namespaces.html", [
      [ "Namespace List", "namespaces.html", "namespaces_dup" ],
      [ "Namespace Members", "namespacemembers.html", [
        [ "All", "namespacemembers.html", null ],
        [ "Functions", "namespacemembers_func.html", null ],
        [ "Variables", "namespacemembers_vars.html", null ],
        [ "Typedefs", "namespacemembers_type.html", null ],
        [ "Enumerations", "namespacemembers_enum.html", null ]
      ] ]
    ] ],
    [ "Concepts", "concepts.html", "concepts" ],
    [ "Classes", "annotated.html", [
      [ "Class List", "annotated.html", "annotated_dup" ],
      [ "Class Index", "classes.html", null ],
      [ "Class Hierarchy", "hierarchy.html", "hierarchy" ],
      [ "Class Members", "functions.html", [
        [ "All", "functions.html", "functions_dup" ],
        [ "Functions", "functions_func.html", "functions_func" ],
        [ "Variables", "functions_vars.html", null ],
        [ "Typedefs", "functions_type.html", null ],
        [ "Enumerations", "functions_enum.html", null ],
        [ "Related Functions", "functions_rela.html", null ]
      ] ]
    ] ],
    [ "Files", "files.html", [
      [ "File List", "files.html", "files_dup" ]
    ] ]
  ] ]
];

var NAVTREEINDEX =
[
"annotated.html",
"classcleave_1_1json__reader.html#acbed096310600dd4f3d14c8450fe49d4",
"copy__bytes_8hpp_source.html",
"length__prefix_8hpp.html#af452a68b18be9d8a7f93fc8da308de37",
"namespacecleave.html#a813ab59ace0934b63fadbaab0951c06b",
"pack__error_8hpp.html#a400cbc3006ee22f8c3d1df271b61805a",
"structcleave_1_1escaped__char.html#a68c21f6a5064c0a7fc8faf977490e9bd",
"structcleave_1_1json__style.html#a48bb73e3965451ab4c120bd6d7f25b06",
"utf8_8hpp.html#a4c984cc6f5071f2db17149bb28dca81b"
];

var SYNCONMSG = 'click to disable panel synchronisation';
var SYNCOFFMSG = 'click to enable panel synchronisation';