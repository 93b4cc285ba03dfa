namespace Platform.Web.Api;

/// <summary>What the API's description says about a route's body and refusals.</summary>
internal static class RouteDocs
{
    /// <summary>A JSON body of this shape, for the description only: the route reads it itself.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route) => route.WithMetadata(new TakesJson(typeof(T)));

    /// <summary>The route can answer these statuses with a problem document.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            route.ProducesProblem(status);
        return route;
    }
}

/// <summary>Marks a route that reads a JSON body of this type.</summary>
internal sealed record TakesJson(Type Type);
