using Platform.Web.Api;

namespace Platform.Web.Security;

/// <summary>Refuses requests for host names that are not the server's own, which is how a foreign page reaches a local server by DNS rebinding.</summary>
internal sealed class HostGuard(RequestDelegate next, AllowedHosts allowed)
{
    public Task InvokeAsync(HttpContext context) => allowed.Contains(context.Request.Host)
        ? next(context)
        : new Problem(
            StatusCodes.Status400BadRequest, "Unknown host",
            "The server does not answer under this host name. To allow it, add it to the setting AllowedHosts, such as AllowedHosts='localhost;platform.example'.").WriteAsync(context);
}
