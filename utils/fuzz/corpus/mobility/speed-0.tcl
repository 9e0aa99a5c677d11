# nodes: 2
$node_(0) set X_ 1e308
$node_(0) set Y_ -1
$node_(1) set X_ 0
$node_(1) set Y_ 0
$god_ set-dist 0 1 1
$ns_ at 0.5 "$node_(1) setdest 3 4 0"
