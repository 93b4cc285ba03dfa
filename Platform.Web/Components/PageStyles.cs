using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Platform.Web.Components;

/// <summary>
/// The pages' styles as one file. They are written as several, but a browser asks a server for six things at a time, and paints nothing before all styles are there.
/// </summary>
public sealed class PageStyles
{
    private readonly byte[] _plain;
    private readonly byte[] _packed;

    /// <param name="environment">Where the parts lie.</param>
    /// <exception cref="FileNotFoundException">One of them is missing.</exception>
    public PageStyles(IWebHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        using var all = new MemoryStream();
        foreach (var part in Parts)
        {
            using var file = environment.WebRootFileProvider.GetFileInfo($"css/{part}.css").CreateReadStream();
            file.CopyTo(all);
        }
        _plain = all.ToArray();
        using var packed = new MemoryStream();
        using (var pack = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            pack.Write(_plain);
        _packed = packed.ToArray();
        Address = $"css/pages.{Convert.ToHexStringLower(SHA256.HashData(_plain))[..10]}.css";
    }

    /// <summary>The names of the files, in the order in which they apply.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["tokens", "app", "dialogs", "shell", "pages", "runs", "board", "time-travel", "launch", "registry", "compare", "reports"];

    /// <summary>Another one when a part has changed.</summary>
    public string Address { get; }

    /// <summary>Answers under <see cref="Address"/>; browsers keep it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/" + Address, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
    {
        context.Response.Headers.CacheControl = "max-age=31536000, immutable";
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        var packs = context.Request.GetTypedHeaders().AcceptEncoding.Any(way => way.Value == "gzip" && way.Quality is null or > 0);
        if (packs)
            context.Response.Headers.ContentEncoding = "gzip";
        return Results.Bytes(packs ? _packed : _plain, "text/css; charset=utf-8");
    }).ExcludeFromDescription();
}
