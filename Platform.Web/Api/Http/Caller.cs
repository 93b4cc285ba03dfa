using Platform.Core;

namespace Platform.Web.Api;

/// <summary>Who asks (header X-Platform-User, an unverified name) and the id under which a repeat of the request is recognised (Idempotency-Key).</summary>
public sealed record Caller(string User, string? IdempotencyKey)
{
    public const string UserHeader = "X-Platform-User";
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Reads the headers; called by the framework for endpoints with a parameter of this type.</summary>
    /// <exception cref="InvalidInputException">A header is too long or not printable.</exception>
    public static ValueTask<Caller> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var user = Header(context, UserHeader, 100);
        return ValueTask.FromResult(new Caller(user ?? "anonymous", Header(context, KeyHeader, 200)));
    }

    /// <summary>The command id of one operation: the same key used for another operation is another command.</summary>
    public string? CommandId(string operation) => IdempotencyKey is null ? null : $"{operation}:{IdempotencyKey}";

    private static string? Header(HttpContext context, string name, int maxLength)
    {
        var values = context.Request.Headers[name];
        if (values.Count == 0 || string.IsNullOrWhiteSpace(values[0]))
            return null;
        if (values.Count > 1)
            throw new InvalidInputException(name, "is given more than once; send the header once.");
        return InputText.Check(name, values[0]!.Trim(), maxLength);
    }
}
