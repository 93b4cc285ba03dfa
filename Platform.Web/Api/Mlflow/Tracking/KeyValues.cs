namespace Platform.Web.Api.Mlflow;

/// <summary>Reads lists of <c>{"key": …, "value": …}</c>.</summary>
internal static class KeyValues
{
    /// <summary>The pairs in their order.</summary>
    /// <param name="mostValue">Characters of a value.</param>
    /// <param name="cut">Cut longer values instead of refusing them.</param>
    /// <exception cref="MlflowException">A key or value is missing, wrong or too long.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(MlflowCall call, string name, int mostValue, bool cut = false)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var item in call.List(name))
        {
            var path = $"{name}[{pairs.Count}]";
            var key = MlflowKeys.Check(MlflowJson.Text(item, "key", path), $"{path}.key");
            var value = MlflowJson.Text(item, "value", path) ?? "";
            pairs.Add(new(key, cut ? MlflowKeys.Cut(value, mostValue) : MlflowKeys.Length(value, $"{path}.value", mostValue)));
        }

        return pairs;
    }
}
