using Microsoft.Net.Http.Headers;
using Platform.Web.Api;

namespace Platform.Web.Security;

/// <summary>
/// Refuses what a foreign page makes a browser send: state-changing requests and WebSockets whose Origin or Sec-Fetch-Site is not the
/// server's own. Programs send neither header and pass.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next)
{
    private const string CircuitPath = "/_blazor";

    public Task InvokeAsync(HttpContext context) => !IsSensitive(context.Request) || IsOwn(context.Request)
        ? next(context)
        : new Problem(
            StatusCodes.Status403Forbidden, "Foreign origin",
            "The request comes from a page of another origin. Open the platform's own page, or send the request from a program without an Origin header.").WriteAsync(context);

    private static bool IsSensitive(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.Upgrade.Count > 0 || request.HttpContext.WebSockets.IsWebSocketRequest
        || request.Path.StartsWithSegments(CircuitPath, StringComparison.Ordinal);

    private static bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
            return false;
        var origin = request.Headers[HeaderNames.Origin];
        if (origin.Count == 0)
            return true;

        // The scheme may differ behind a proxy that ends TLS; the name and port may not.
        return origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var uri)
            && string.Equals(uri.IsDefaultPort ? uri.Host : uri.Authority, WithoutDefaultPort(request.Host, uri), StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutDefaultPort(HostString host, Uri origin) =>
        host.Port is { } port && origin.IsDefaultPort && port == origin.Port ? host.Host : host.Value ?? "";
}
