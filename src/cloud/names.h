#pragma once

#include <set>
#include <string>
#include <string_view>

#include "milvus/milvus.h"
#include "model/wishes.h"

/// The names that a plan gives to objects of its own.
namespace l7 {

/// `<service>-l7`: every object that has no flag for its name.
std::string own_name(const milvus::Milvus& milvus);
/// Of the Ingress: --ingress-name, or `<service>-l7`.
std::string entry_name(const milvus::Milvus& milvus, const Wishes& wishes);
/// Of the Secret with the load balancer's certificate: --tls-secret, or `<service>-l7-tls`.
std::string tls_secret_name(const milvus::Milvus& milvus, const Wishes& wishes);

/// All of them: observing looks these up before there is a plan.
std::set<std::string> own_names(const milvus::Milvus& milvus, const Wishes& wishes);

/// The type of a Secret that holds a certificate and its key (core/v1 SecretTypeTLS).
inline constexpr std::string_view tls_secret_type = "kubernetes.io/tls";

}  // namespace l7
