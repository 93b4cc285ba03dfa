namespace Platform.Web.Api.Mlflow;

/// <summary>A refusal in MLflow's own form: an error code that its clients know, the HTTP status that belongs to it, and a text for people.</summary>
public sealed class MlflowException(string code, int status, string message) : Exception(message)
{
    /// <summary>One of MLflow's codes, e.g. <c>INVALID_PARAMETER_VALUE</c>.</summary>
    public string Code { get; } = code;

    /// <summary>HTTP status, 400 to 503.</summary>
    public int Status { get; } = status;

    /// <summary>Where in a filter or ordering the refusal points to, 1 first, and what is wrong there; null for other refusals.</summary>
    public (int Position, string Problem)? At { get; private init; }

    /// <summary>The refusal of a filter or an ordering.</summary>
    public static MlflowException Clause(string source, int position, string problem) =>
        new("INVALID_PARAMETER_VALUE", StatusCodes.Status400BadRequest, $"Invalid clause at position {position} of {Shorten(source)}: {problem}.") { At = (position, problem) };

    public static MlflowException Invalid(string message) => new("INVALID_PARAMETER_VALUE", StatusCodes.Status400BadRequest, message);

    public static MlflowException BadRequest(string message) => new("BAD_REQUEST", StatusCodes.Status400BadRequest, message);

    /// <summary>MLflow answers a taken name with 400, not 409.</summary>
    public static MlflowException AlreadyExists(string message) => new("RESOURCE_ALREADY_EXISTS", StatusCodes.Status400BadRequest, message);

    public static MlflowException Missing(string message) => new("RESOURCE_DOES_NOT_EXIST", StatusCodes.Status404NotFound, message);

    public static MlflowException NoEndpoint(string message) => new("ENDPOINT_NOT_FOUND", StatusCodes.Status404NotFound, message);

    public static MlflowException NotImplemented(string message) => new("NOT_IMPLEMENTED", StatusCodes.Status501NotImplemented, message);

    public static MlflowException TooLarge(long maxBytes) =>
        new("INVALID_PARAMETER_VALUE", StatusCodes.Status413PayloadTooLarge, $"The body is larger than the {maxBytes} bytes that this endpoint takes.");

    /// <summary>A value that does not fit, in the words of MLflow's own server followed by the rule.</summary>
    public static MlflowException Value(string path, string value, string rule) =>
        Invalid($"Invalid value {Shorten(value)} for parameter '{path}' supplied: {rule}");

    public static MlflowException MissingValue(string path) => Invalid($"Missing value for required parameter '{path}'.");

    /// <summary>At most a hundred characters of what was sent, quoted as it stands.</summary>
    public static string Shorten(string value) => value.Length <= 100 ? $"'{value}'" : $"'{value[..100]}…' ({value.Length} characters)";
}
