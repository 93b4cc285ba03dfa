using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Platform.Web.Api;

/// <summary>What the OpenAPI document says beyond the routes themselves: title, headers and bodies that routes read on their own.</summary>
internal static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = route => PlatformApi.IsApi("/" + route.RelativePath);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Platform";
            document.Info.Description = "Experiment tracking and AutoML. Errors are problem documents (RFC 9457). Where a route takes an Idempotency-Key, a repeat of a request with the same key changes nothing.";
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<TakesJson>().FirstOrDefault() is { } body)
            operation.RequestBody = Body(("application/json", await context.GetOrCreateSchemaAsync(body.Type, null, cancellation)));
        if (metadata.OfType<SweepFileBody>().Any())
            operation.RequestBody = Body(("application/json", new OpenApiSchema { Type = JsonSchemaType.Object }), ("application/yaml", new OpenApiSchema { Type = JsonSchemaType.String }));
        if (metadata.OfType<MethodInfo>().Any(handler => handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(Caller))))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(Header(Caller.UserHeader, "Who asks; an unverified name."));
            operation.Parameters.Add(Header(Caller.KeyHeader, "A repeat with the same key changes nothing."));
        }
    }

    private static OpenApiRequestBody Body(params ReadOnlySpan<(string Type, OpenApiSchema Schema)> contents)
    {
        var body = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) };
        foreach (var (type, schema) in contents)
            body.Content[type] = new OpenApiMediaType { Schema = schema };
        return body;
    }

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
