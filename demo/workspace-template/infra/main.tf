# The shop's environment. It needs no cloud and no account: every resource is a folder below ../environment,
# made when the resource is created and removed, with everything in it, when the resource is destroyed.

resource "terraform_data" "orders_database" {
  input = "../environment/orders-database"

  provisioner "local-exec" {
    command = "mkdir -p '${self.input}' && echo 'order,customer,total' > '${self.input}/orders.csv' && echo 'created orders-database' >> ../environment/history.log"
  }

  provisioner "local-exec" {
    when    = destroy
    command = "rm -r '${self.input}' && echo 'destroyed orders-database' >> ../environment/history.log"
  }
}

resource "terraform_data" "invoices_archive" {
  input = "../environment/invoices-archive"

  provisioner "local-exec" {
    command = "mkdir -p '${self.input}' && echo 'created invoices-archive' >> ../environment/history.log"
  }

  provisioner "local-exec" {
    when    = destroy
    command = "rm -r '${self.input}' && echo 'destroyed invoices-archive' >> ../environment/history.log"
  }
}
