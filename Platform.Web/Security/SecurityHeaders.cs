using Platform.Web.Api;

namespace Platform.Web.Security;

/// <summary>
/// The headers of every answer. Pages load scripts and connect only to this server; styles may be inline, because components set
/// them; nobody may frame them. Answers for programs load nothing at all, and files that programs have stored, opened by themselves, are nobody's page.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Pages =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        + "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private const string Programs = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Files = Programs + "; style-src 'unsafe-inline'; sandbox";

    private static readonly object OfAFile = new();

    /// <summary>Says that the answer is a file whose content nobody vouches for: it runs nothing, sends nothing, and has an origin of its own.</summary>
    public static void TreatAsFile(HttpContext context) => context.Items[OfAFile] = OfAFile;

    public Task InvokeAsync(HttpContext context)
    {
        // At the start of the answer: later parts of the pipeline set weaker policies of their own.
        context.Response.OnStarting(Write, context);
        return next(context);
    }

    private static Task Write(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        var isApi = PlatformApi.IsApi(context.Request.Path);
        headers.ContentSecurityPolicy = context.Items.ContainsKey(OfAFile) ? Files : isApi ? Programs : Pages;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        if (isApi && headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
