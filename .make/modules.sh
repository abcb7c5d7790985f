# shellcheck shell=bash
# Sourced, after process.sh, in the checkout's folder. Programs of some of the modules in Sources, built by the compiler
# alone with flags of their own: they are no part of the package, and need seconds, not minutes.

# Everything is built anew: no stale object is ever run. In the order of MODULES each may use those before it. A module is
# a folder in Sources, or NAME=FILE where FILE lists its sources: a part of a folder, which needs no more than is tried.
build_program() { # FOLDER NAME FILES MODULES LIBRARIES FLAG... (lists by commas; libraries as pkg-config calls them)
    local folder=$1 name=$2 files=$3 modules=${4//,/ } libraries=${5//,/ } module map sources objects=() link=() flags
    shift 5
    flags=(-O -swift-version 6 -package-name wharf -warnings-as-errors -parse-as-library "$@"
        -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility)
    for map in Sources/*/module.modulemap; do flags+=(-I "${map%/*}"); done
    rm -rf --one-file-system "$folder"
    mkdir -p "$folder"
    for module in $modules; do
        sources=("Sources/$module"/*.swift)
        # shellcheck disable=SC2207
        case $module in *=*) sources=($(<"${module#*=}")) module=${module%%=*} ;; esac
        foreground swiftc "${flags[@]}" -I "$folder" -wmo -module-name "$module" -emit-object -o "$folder/$module.o" \
            -emit-module -emit-module-path "$folder/$module.swiftmodule" "${sources[@]}"
        objects+=("$folder/$module.o")
    done
    # shellcheck disable=SC2086
    [ "$libraries" = - ] || read -ra link < <(pkg-config --libs $libraries)
    # shellcheck disable=SC2086
    foreground swiftc "${flags[@]}" -I "$folder" -module-name "$name" -o "$folder/$name" \
        ${files//,/ } "${objects[@]}" "${link[@]}"
}
