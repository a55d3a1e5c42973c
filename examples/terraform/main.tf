# Terraform and OpenTofu with the helm provider 3, in which Helm 3 is built in: binary_path is the program, by its path or
# by its name on PATH, on the machine that runs terraform.
#
# Provider 2 has a block in place of the attribute: postrender { .. } without the equals sign.

terraform {
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.0"
    }
  }
}

variable "kubeconfig" {
  type    = string
  default = "~/.kube/config"
}

# The example's own; take "milvus", and repository = "https://zilliztech.github.io/milvus-helm" and a version below.
variable "chart" {
  type    = string
  default = "../chart"
}

provider "helm" {
  kubernetes = {
    config_path = var.kubeconfig
  }
}

resource "helm_release" "milvus" {
  name             = "demo"
  namespace        = "milvus"
  create_namespace = true
  chart            = var.chart

  # The certificate has to be there before the balancer works, and the hooks of a chart may wait for it.
  wait = false

  postrender = {
    binary_path = "milvus-l7-postrender"
    args = [
      "--cloud=gcp",
      "--host=milvus.example.com",
      "--require-milvus",
    ]
  }
}
