#pragma once

#include <string>
#include <string_view>

#include "entry/entry.h"
#include "observe/observed.h"

/// What the AWS Load Balancer Controller reads and writes, for plan, health and diagnosis alike.
/// Source: kubernetes-sigs/aws-load-balancer-controller 3.x (pkg/annotations, pkg/ingress, apis/elbv2).
namespace l7::aws {

inline constexpr std::string_view class_name = "alb";
inline constexpr std::string_view annotation_prefix = "alb.ingress.kubernetes.io/";
inline constexpr std::string_view load_balancer_controller = "ingress.k8s.aws/alb";
inline constexpr std::string_view auto_mode_controller = "eks.amazonaws.com/alb";
/// Where the controller's chart puts it.
inline constexpr std::string_view controller_name = "aws-load-balancer-controller";

inline constexpr std::string_view controller_version = "elbv2.k8s.aws/v1beta1";
inline constexpr GroupKind params_kind = {"elbv2.k8s.aws", "IngressClassParams"};
inline constexpr GroupKind binding_kind = {"elbv2.k8s.aws", "TargetGroupBinding"};

/// Labels of a TargetGroupBinding: the Ingress that it is of, or its group. Those of a Service's Network Load Balancer
/// and of a Gateway carry others.
inline constexpr std::string_view stack_name_label = "ingress.k8s.aws/stack-name";
inline constexpr std::string_view stack_namespace_label = "ingress.k8s.aws/stack-namespace";
inline constexpr std::string_view stack_label = "ingress.k8s.aws/stack";

/// Beginning of the pod conditions that a readiness gate adds; what follows names the target group.
inline constexpr std::string_view target_health_prefix = "target-health.elbv2.k8s.aws/";
/// A label of the namespace.
inline constexpr std::string_view readiness_gate_label = "elbv2.k8s.aws/pod-readiness-gate-inject";
inline constexpr std::string_view region_label = "topology.kubernetes.io/region";

inline constexpr std::string_view deletion_protection = "deletion_protection.enabled";
inline constexpr std::string_view idle_timeout = "idle_timeout.timeout_seconds";

/// What an ALB does without the attribute.
inline constexpr int platform_idle_timeout_sec = 60;
inline constexpr int default_idle_timeout_sec = 600;
inline constexpr int longest_idle_timeout_sec = 4000;
inline constexpr std::string_view default_ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/// Annotations that make a health check of one's own.
inline constexpr std::string_view health_check_keys[] = {"healthcheck-path", "healthcheck-port", "healthcheck-protocol",
                                                         "success-codes"};

/// What plans write into a Service: Cloud::service_annotations.
inline constexpr std::string_view service_annotations[] = {"alb.ingress.kubernetes.io/backend-protocol-version",
                                                           "alb.ingress.kubernetes.io/backend-protocol",
                                                           "alb.ingress.kubernetes.io/target-type",
                                                           "alb.ingress.kubernetes.io/healthcheck-path",
                                                           "alb.ingress.kubernetes.io/healthcheck-port",
                                                           "alb.ingress.kubernetes.io/healthcheck-protocol",
                                                           "alb.ingress.kubernetes.io/success-codes"};

/// The annotation's whole key.
std::string alb(std::string_view key);

/// Cloud::serves.
bool is_alb(const Entry& entry);

/// Whether the IngressClass is the controller's, or EKS Auto Mode's.
bool is_alb_class(const Value& ingress_class);

/// The IngressClassParams of the entry's class; nullptr where there are none, or none was seen.
const Object* params_of(const Observed& observed, const Entry& entry);

/// The group of Ingresses that share its load balancer, by the class's parameters or else the annotation; or "".
std::string group_of(const Observed& observed, const Entry& entry);

/// The region in arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE (AWS General Reference); "" where the text is no ARN of
/// this service and kind of resource.
std::string region_of_arn(const std::string& text, std::string_view service, std::string_view resource);

/// Whether the controller has hosts to look a certificate up by: of rules or of `tls`.
bool has_host(const Entry& entry);

}  // namespace l7::aws
