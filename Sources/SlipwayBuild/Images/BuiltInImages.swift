/// The definitions that come with Slipway; the same texts as `images/*.yaml`.
package enum BuiltInImages {
    package static let texts = ["jdk-17": jdk17, "tomcat-10.1": tomcat101]

    private static let jdk17 = """
        # OpenJDK 17 from Debian's packages: the runtime, and of the development kit the tools that look into a running
        # program (jcmd, jstack, jmap, jfr). ca-certificates brings the roots that lib/security/cacerts is made of.
        layout: jdk
        debian:
          - openjdk-17-jre-headless
          - openjdk-17-jdk-headless
          - ca-certificates
        strip:
          - docs
          - man
          - demo
          - include
          - jmods
          - lib/src.zip
          - lib/ct.sym

        """

    private static let tomcat101 = """
        # Tomcat 10.1 from Debian's packages, put back into the layout of the upstream archive. Its compiler for JSPs is
        # Eclipse's. Sample and admin web apps are not part of it.
        layout: tomcat
        debian:
          - tomcat10
          - tomcat10-common
          - libtomcat10-java
          - libeclipse-jdt-core-java

        """
}
