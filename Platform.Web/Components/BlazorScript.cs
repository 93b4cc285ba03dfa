using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.Net.Http.Headers;

namespace Platform.Web.Components;

/// <summary>
/// Serves Blazor's browser script. It lies as a resource in an assembly of the framework's own runtime package (see the project
/// file), which is embedded here as data and never loaded as code.
/// </summary>
public static class BlazorScript
{
    private const string Resource = "_framework/blazor.web.js";

    /// <summary>The script under the address that pages and browsers know.</summary>
    public static void MapBlazorScript(this IEndpointRouteBuilder routes)
    {
        var script = Read();
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(script))[..16]}\"");
        routes.MapGet("/" + Resource, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache"; // asked for again, answered with 304
            return Results.Bytes(script, "text/javascript; charset=utf-8", entityTag: tag);
        }).ExcludeFromDescription();
    }

    private static byte[] Read()
    {
        using var assembly = typeof(BlazorScript).Assembly.GetManifestResourceStream("blazor-script")
            ?? throw new InvalidOperationException("Blazor's script is not embedded; build Platform.Web again after a restore.");
        using var file = new PEReader(assembly);
        var metadata = file.GetMetadataReader();
        var found = metadata.ManifestResources.Select(metadata.GetManifestResource).First(r => metadata.GetString(r.Name) == Resource);
        var resources = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetContent();
        var at = (int)found.Offset;
        var length = BinaryPrimitives.ReadInt32LittleEndian(resources.AsSpan(at, sizeof(int)));
        return resources.Slice(at + sizeof(int), length).ToArray();
    }
}
