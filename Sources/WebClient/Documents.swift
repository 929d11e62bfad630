/// The documents that the hub serves: part of the binary, so that nothing is read at run time.
public enum Documents {
  /// The description of the REST interface, `openapi.yaml`.
  public static let openAPI: [UInt8] = PackageResources.openapi_yaml
}
