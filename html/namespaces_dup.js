var namespaces_dup =
[
    [ "cleave", "namespacecleave.html", "namespacecleave" ]
];