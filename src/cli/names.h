#pragma once

#include <string_view>

/// What names of Kubernetes and of the network may look like; nothing here looks anything up.
namespace l7::cli {

/// A DNS-1123 subdomain of at most 253 characters, as most objects are named.
bool is_object_name(std::string_view text);

/// A host of an Ingress rule: a DNS name in lower case whose labels have at most 63 characters, possibly `*.` before
/// it. An IP address is none: the API server refuses it.
bool is_host(std::string_view text);

/// `10.0.0.0/8` or `2001:db8::/32`.
bool is_cidr(std::string_view text);

/// A key of an annotation: Kubernetes' qualified name, `name` or `prefix/name`.
bool is_annotation_key(std::string_view text);

/// Something, with no control character in it and no space around it. For names that only a cloud can judge.
bool is_plain_text(std::string_view text);

}  // namespace l7::cli
