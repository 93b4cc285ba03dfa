namespace Platform.Web.Api;

/// <summary>Problem documents for refusals that the framework makes without a body.</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(HttpContext context)
    {
        var (title, detail) = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is no such route. The routes are described at /openapi/v1.json."),
            StatusCodes.Status405MethodNotAllowed => ("Method not allowed", $"This route does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}."),
            StatusCodes.Status413PayloadTooLarge => ("Too large", "The body is larger than the route takes."),
            StatusCodes.Status415UnsupportedMediaType => ("Unsupported media type", "Send application/json; sweep files may also be application/yaml."),
            StatusCodes.Status416RangeNotSatisfiable => ("Range not satisfiable", "The file does not have the bytes asked for."),
            _ => ("Refused", "The request was refused."),
        };
        return new Problem(context.Response.StatusCode, title, detail).WriteAsync(context);
    }
}
