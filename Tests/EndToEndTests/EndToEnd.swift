import Testing

/// Everything that runs a real Tomcat; one after the other, for two at once would measure each other.
@Suite(.serialized) struct EndToEnd {}
