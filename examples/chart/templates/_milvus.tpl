{{- define "milvus.labels" -}}
app.kubernetes.io/name: milvus
app.kubernetes.io/instance: {{ .instance }}
{{- end }}

{{- define "milvus.userConfig" -}}
{{ .Values.userConfig }}
{{- if .Values.mutualTLS }}
tls:
  caPemPath: /etc/milvus/certs/ca.crt
common:
  security:
    tlsMode: 2
{{- end }}
{{- end }}

{{- /* One Milvus: takes the root context as "root" and its name as "instance". */ -}}
{{- define "milvus.release" -}}
{{- $fullname := printf "%s-milvus" .instance -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $fullname }}
  namespace: {{ .root.Release.Namespace }}
data:
  default.yaml: |+
    etcd:
      endpoints:
      - {{ .instance }}-etcd:2379
    
    proxy:
      port: 19530
      internalPort: 19529
    
  user.yaml: |-
{{ include "milvus.userConfig" .root | indent 4 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $fullname }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{ include "milvus.labels" . | indent 4 }}
    component: "proxy"
  annotations:
    
spec:
  type: {{ .root.Values.service.type }}
{{- if eq .root.Values.service.type "LoadBalancer" }}
  loadBalancerSourceRanges:
{{ toYaml .root.Values.service.loadBalancerSourceRanges | indent 4 }}
{{- end }}
  ports:
    - name: milvus
      port: 19530
      protocol: TCP
      targetPort: milvus
    - name: metrics
      protocol: TCP
      port: 9091
      targetPort: metrics
  selector:
{{ include "milvus.labels" . | indent 4 }}
    component: "proxy"
{{- range $component := list "proxy" "mixcoord" "querynode" "datanode" }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $fullname }}-{{ $component }}
  namespace: {{ $.root.Release.Namespace }}
  labels:
{{ include "milvus.labels" $ | indent 4 }}
    component: {{ $component | quote }}

    
  annotations:
    

spec:
  replicas: 1
  selector:
    matchLabels:
{{ include "milvus.labels" $ | indent 6 }}
      component: {{ $component | quote }}
  template:
    metadata:
      labels:
{{ include "milvus.labels" $ | indent 8 }}
        component: {{ $component | quote }}
        
      annotations:
        checksum/config: {{ include "milvus.userConfig" $.root | sha256sum }}
        
    spec:
      initContainers:
      containers:
      - name: {{ $component }}
        image: {{ $.root.Values.milvus.image | quote }}
        
        args: [ "milvus", "run", {{ $component | quote }} ]
        env:
        ports:
{{- if eq $component "proxy" }}
          - name: milvus
            containerPort: 19530
            protocol: TCP
{{- end }}
          - name: metrics
            containerPort: 9091
            protocol: TCP
        resources:
          {}
        volumeMounts:
        - name: milvus-config
          mountPath: /milvus/configs/default.yaml
          subPath: default.yaml
          readOnly: true
        - name: milvus-config
          mountPath: /milvus/configs/user.yaml
          subPath: user.yaml
          readOnly: true

      volumes:
      - name: milvus-config
        configMap:
          name: {{ $fullname }}
{{- end }}
{{- end }}
