# SPDX-License-Identifier: GPL-2.0-only
#
# Input filter of Doxygen (doc/Doxyfile). ns-3's own headers are not read, so a method that overrides one of theirs has no
# documentation to inherit. A line that ends in "override;", or in "override" before a body, and that no comment belongs to, gets a
# comment that points to the base class.

# A comment ended here, or a whole line is one: what comes next is documented.
/\*\/[ \t]*$/ || /^[ \t]*\/\/[\/!]/ {
    documented = 1
    print
    next
}

/override;[ \t]*$/ && !documented {
    print $0 " //!< See the base class."
    next
}

/^[ \t]+[A-Za-z].*\).* override[ \t]*$/ && !documented {
    print "/** See the base class. */ " $0
    next
}

{
    print
    if ($0 ~ /[;{}:][ \t]*(\/\/.*)?$/) {
        documented = 0
    }
}
