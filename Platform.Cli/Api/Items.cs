namespace Platform.Cli.Api;

/// <summary>A list as the REST API answers it.</summary>
public sealed record Items<T>([property: System.Text.Json.Serialization.JsonPropertyName("items")] IReadOnlyList<T> List);
