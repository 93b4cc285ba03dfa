namespace Search;

/// <summary>The options given to a sampler or pruner, checked and with defaults filled in.</summary>
internal sealed class CatalogOptions(IReadOnlyDictionary<string, object> values)
{
    public int Whole(string name) => checked((int)(long)values[name]);

    public double Number(string name) => (double)values[name];

    public bool Flag(string name) => (bool)values[name];

    public string Text(string name) => (string)values[name];
}
