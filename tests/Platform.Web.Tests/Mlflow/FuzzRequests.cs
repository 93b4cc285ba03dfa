using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platform.Web.Tests.Mlflow;

/// <summary>
/// Arbitrary calls of <see cref="FuzzRoutes"/>: mostly what an endpoint knows with values that make sense, so that calls get far, and now and then anything in their places. The same calls from the
/// same seed and identities.
/// </summary>
/// <param name="known">Identities of what there is, by kind.</param>
internal sealed class FuzzRequests(ulong seed, IReadOnlyDictionary<string, string> known)
{
    private static readonly string[] Words =
    [
        "0", "1", "-1", "name", "a b", "", "x/y", "../..", "..%2f..", "%01", "%00", "%ff", "%ed%a0%80", "NaN", "1e999", "9223372036854775808", "FINISHED", "metrics.a > 1", "tags.a LIKE '%'",
        "name = 'x'", "start_time DESC", "metrics.`a` ASC", "None", "m-0", "ключ", "after:1", "true", "models:/x/1", "*", "'", "`", "((", "-1-1", "k3f9x2ab-7", "2026-13-45", "99999999999",
    ];

    private static readonly string[] Names = [.. FuzzRoutes.Values.Keys, "run_uuid", "etag", "part_number", "field_name", "none"];

    private readonly Sequence _random = new(seed);

    /// <summary>The next call; dispose it.</summary>
    public HttpRequestMessage Next()
    {
        var route = _random.Pick(FuzzRoutes.All).Split(' ');
        var (method, arguments) = (_random.Next(50) == 0 ? "POST" : route[0], route[2..].Where(_ => _random.Next(4) > 0).ToList());
        if (_random.Next(6) == 0)
            arguments.Add(_random.Pick(Names));
        var path = new StringBuilder(string.Join('/', route[1].Split('/').Select(Part)));
        if (route[1][0] != '/')
            path.Insert(0, MlflowClient.Prefix);
        if (method == "GET" || _random.Next(10) == 0)
            path.Append('?').AppendJoin('&', arguments.Select(name => $"{name}={Escape(Plain(Value(name)))}"));
        var request = new HttpRequestMessage(new HttpMethod(method), path.ToString());
        if (method == "GET")
            return request;
        var body = Encoding.UTF8.GetBytes($"{{{string.Join(',', arguments.Select(name => $"\"{name}\":{Value(name)}"))}}}");
        for (var changes = _random.Next(10) == 0 ? _random.Next(3) : 0; changes > 0; changes--)
            body[_random.Next(body.Length)] = (byte)_random.Next(256);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(_random.Next(40) switch { 0 => "text/plain", 1 => "application/yaml", _ => "application/json" });
        return request;
    }

    // A kind in braces becomes an identity of that kind, mostly one that there is. Servers refuse NUL in paths themselves.
    private string Part(string part)
    {
        if (part is not ['{', .. var kind, '}'])
            return part;
        var word = kind == "number" ? _random.Next(3).ToString(CultureInfo.InvariantCulture) : known[kind];
        return Escape(_random.Next(5) > 0 ? word : Word()).Replace("%00", "%01", StringComparison.Ordinal);
    }

    // As JSON.
    private string Value(string name) => _random.Next(6) > 0 && FuzzRoutes.Values.TryGetValue(name, out var values) ? Filled(_random.Pick(values)) : Anything(0);

    private string Filled(string text)
    {
        foreach (var (kind, identity) in known)
            text = text.Replace($"{{{kind}}}", identity, StringComparison.Ordinal);
        return text;
    }

    private string Anything(int depth)
    {
        switch (_random.Next(depth > 2 ? 6 : 9))
        {
            case 0 or 7:
                return $"{{{string.Join(',', Enumerable.Range(0, _random.Next(5)).Select(_ => $"\"{_random.Pick(Names)}\":{Anything(depth + 1)}"))}}}";
            case 8:
                return $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Anything(depth + 1)))}]";
            case 1:
                return (_random.Next(2_000) - 1_000).ToString(CultureInfo.InvariantCulture);
            case 2:
                return _random.Pick(["null", "true", "1.5", "1e999", "-9223372036854775808", "\"\\ud800\"", "\"\\u0000\""]);
            default:
                return $"\"{Word().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        }
    }

    // What a query says of a value: a text without its quotes, the first element of a list.
    private static string Plain(string json)
    {
        try
        {
            var value = JsonElement.Parse(json);
            if (value is { ValueKind: JsonValueKind.Array } && value.GetArrayLength() > 0)
                value = value[0];
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return "%ed%a0%80"; // half of a character, as UTF-8 must not have it
        }
    }

    // Per cent signs stay as they are: some words are escapes, good and bad ones.
    private static string Escape(string word) => Uri.EscapeDataString(word).Replace("%25", "%", StringComparison.Ordinal);

    private string Word() => _random.Next(4) == 0 ? _random.Pick([.. known.Values]) : _random.Pick(Words);
}
