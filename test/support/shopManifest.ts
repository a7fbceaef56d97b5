/** A small shop in a cluster: a web tier, a database with its claims, and everything that stands in front of them. */

/** Stands in the shop's Secret, and must be seen nowhere else. */
export const shopSecret = 'planted-hunter2';

export const shop = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {env: production}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: disks.example.com
reclaimPolicy: Delete
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv-archive}
spec: {capacity: {storage: 100Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, storageClassName: slow}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: archive, namespace: shop}
spec: {accessModes: [ReadWriteOnce], storageClassName: slow, resources: {requests: {storage: 100Gi}}, volumeName: pv-archive}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: uploads, namespace: shop}
spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 10Gi}}}
---
apiVersion: v1
kind: Secret
metadata: {name: creds, namespace: shop}
stringData: {password: ${shopSecret}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {mode: fast}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: "web:1"
        env: [{name: DB_PASSWORD, value: ${shopSecret}}]
        envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: creds}}]
      volumes: [{name: u, persistentVolumeClaim: {claimName: uploads}}, {name: tmp, emptyDir: {}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "pg:15"}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 20Gi}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, clusterIP: None, ports: [{port: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front, namespace: shop}
spec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: v1
kind: Pod
metadata: {name: debug, namespace: shop}
spec: {containers: [{name: sh, image: sh}]}
`;

/** A kind of its own, and one of it. */
export const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.acme.io}
spec:
  group: acme.io
  scope: Namespaced
  names: {plural: backups, singular: backup, kind: Backup}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;
export const instance = `
apiVersion: acme.io/v1
kind: Backup
metadata: {name: nightly, namespace: shop}
spec: {keep: 7}
`;

/** A node with a pod of its own and two that a replica set makes anew. */
export const nodeWithPods = `
apiVersion: v1
kind: Node
metadata: {name: node-1}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: shop}
spec: {nodeName: node-1, containers: [{name: c, image: c}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: worker, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: worker}}
  template: {metadata: {labels: {app: worker}}, spec: {nodeName: node-1, containers: [{name: c, image: c}], volumes: [{name: t, emptyDir: {}}]}}
`;

/** A configuration that a selector finds. */
export const labelled = (name: string) =>
  `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${name}", "namespace": "shop", "labels": {"app": "x"}}}`;
