import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TlsClient HOST PORT NAME TRUSTED: connects as a client of Java does, and prints what it negotiated. */
public class TlsClient {
  public static void main(String[] args) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (FileInputStream in = new FileInputStream(args[3])) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("entry" + trusted.size(), one);
      }
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    java.net.Socket plain = new java.net.Socket(args[0], Integer.parseInt(args[1]));
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, args[2], plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (javax.net.ssl.SSLException refusal) {
      System.out.println(refusal.getMessage());
      System.exit(1);
    }
    System.out.println(socket.getSession().getProtocol());
  }
}
