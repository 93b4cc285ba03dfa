namespace Platform.Web.Api.Mlflow;

/// <summary>Which entities and attributes one kind of search knows: of runs, experiments, registered models or model versions.</summary>
internal sealed class FilterGrammar
{
    private static readonly Dictionary<string, FilterEntity> Entities = new(StringComparer.Ordinal)
    {
        ["attribute"] = FilterEntity.Attribute, ["attributes"] = FilterEntity.Attribute, ["attr"] = FilterEntity.Attribute, ["run"] = FilterEntity.Attribute,
        ["metric"] = FilterEntity.Metric, ["metrics"] = FilterEntity.Metric,
        ["parameter"] = FilterEntity.Param, ["parameters"] = FilterEntity.Param, ["param"] = FilterEntity.Param, ["params"] = FilterEntity.Param,
        ["tag"] = FilterEntity.Tag, ["tags"] = FilterEntity.Tag,
        ["dataset"] = FilterEntity.Dataset, ["datasets"] = FilterEntity.Dataset,
        ["model"] = FilterEntity.Model, ["models"] = FilterEntity.Model,
    };

    private readonly FilterEntity[] _entities;
    private readonly Dictionary<string, FilterField> _attributes;
    private readonly Dictionary<string, FilterField> _datasets;
    private readonly Dictionary<string, string> _orders;

    private FilterGrammar(FilterEntity[] entities, FilterField[] attributes, string[] orders, FilterField[] datasets, params ReadOnlySpan<(string Alias, string Name)> aliases)
    {
        _entities = entities;
        _attributes = attributes.ToDictionary(field => field.Name, StringComparer.Ordinal);
        _orders = orders.ToDictionary(name => name, StringComparer.Ordinal);
        _datasets = datasets.ToDictionary(field => field.Name, StringComparer.Ordinal);
        foreach (var (alias, name) in aliases)
        {
            if (_attributes.TryGetValue(name, out var field))
                _attributes[alias] = field;
            if (_orders.ContainsKey(name))
                _orders[alias] = name;
        }
    }

    public static FilterGrammar Runs { get; } = new(
        [FilterEntity.Attribute, FilterEntity.Metric, FilterEntity.Param, FilterEntity.Tag, FilterEntity.Dataset],
        [
            FilterField.ListedText("run_id"), FilterField.Text("run_name"), FilterField.Text("user_id"), FilterField.Text("status"), FilterField.Text("artifact_uri"),
            FilterField.Number("start_time"), FilterField.Number("end_time"),
        ],
        ["run_id", "run_name", "user_id", "status", "artifact_uri", "start_time", "end_time"],
        [FilterField.ListedText("name"), FilterField.ListedText("digest"), FilterField.ListedText("context")],
        ("created", "start_time"), ("Created", "start_time"), ("run name", "run_name"), ("Run name", "run_name"), ("Run Name", "run_name"));

    /// <summary>The platform's own questions for runs: MLflow's with more fields, and every comparison that makes sense.</summary>
    public static FilterGrammar Questions { get; } = new(
        [FilterEntity.Attribute, FilterEntity.Metric, FilterEntity.Param, FilterEntity.Tag, FilterEntity.Dataset, FilterEntity.Model],
        [
            FilterField.AnyText("run_id"), FilterField.AnyText("run_name"), FilterField.AnyText("user_id"), FilterField.AnyText("status"), FilterField.AnyText("artifact_uri"),
            FilterField.AnyNumber("start_time"), FilterField.AnyNumber("end_time"), FilterField.AnyNumber("duration"),
        ],
        [], [FilterField.AnyText("name"), FilterField.AnyText("digest"), FilterField.AnyText("context")],
        ("created", "start_time"), ("Created", "start_time"), ("run name", "run_name"), ("Run name", "run_name"), ("Run Name", "run_name"), ("name", "run_name"), ("user", "user_id"))
    {
        Models = [FilterField.AnyText("name"), FilterField.AnyText("type"), FilterField.AnyText("id")],
    };

    public static FilterGrammar Experiments { get; } = new(
        [FilterEntity.Attribute, FilterEntity.Tag],
        [FilterField.Text("name"), FilterField.Number("creation_time"), FilterField.Number("last_update_time")],
        ["name", "experiment_id", "creation_time", "last_update_time"], []);

    public static FilterGrammar RegisteredModels { get; } = new(
        [FilterEntity.Attribute, FilterEntity.Tag], [FilterField.Text("name")],
        ["name", "creation_timestamp", "last_updated_timestamp"], [], ("timestamp", "last_updated_timestamp"));

    public static FilterGrammar ModelVersions { get; } = new(
        [FilterEntity.Attribute, FilterEntity.Tag],
        [FilterField.Text("name"), FilterField.ListedText("run_id"), FilterField.Text("source_path"), FilterField.Number("version_number")],
        ["name", "version_number", "creation_timestamp", "last_updated_timestamp"], []);

    /// <summary>Logged models; every text of theirs can be looked up in a list.</summary>
    public static FilterGrammar LoggedModels { get; } = new(
        [FilterEntity.Attribute, FilterEntity.Metric, FilterEntity.Param, FilterEntity.Tag],
        [
            FilterField.ListedText("name"), FilterField.ListedText("model_id"), FilterField.ListedText("model_type"), FilterField.ListedText("status"), FilterField.ListedText("source_run_id"),
            FilterField.Number("creation_timestamp"), FilterField.Number("last_updated_timestamp"),
        ],
        ["name", "model_id", "model_type", "status", "source_run_id", "creation_timestamp", "last_updated_timestamp"], [],
        ("creation_time", "creation_timestamp"), ("last_updated_time", "last_updated_timestamp"))
    {
        ListsTexts = true,
    };

    /// <summary>The properties of models; none but in the platform's own questions, where also every key takes every comparison.</summary>
    private FilterField[] Models { get; init; } = [];

    /// <summary>Whether parameters and tags can be looked up in a list: those of logged models, as in MLflow.</summary>
    private bool ListsTexts { get; init; }

    /// <summary>The entity that a name belongs to; null when this search has no such entity.</summary>
    public FilterEntity? Entity(string? name) =>
        name is null ? FilterEntity.Attribute : Entities.TryGetValue(name, out var entity) && _entities.Contains(entity) ? entity : null;

    /// <summary>The entities by their usual names, for messages.</summary>
    public string EntityNames => string.Join(", ", _entities.Select(entity => entity == FilterEntity.Attribute ? "attributes" : $"{entity.ToString().ToLowerInvariant()}s"));

    /// <summary>How a key is compared; null when there is no such key.</summary>
    public FilterField? Field(FilterEntity entity, string key) => entity switch
    {
        FilterEntity.Attribute => _attributes.GetValueOrDefault(key),
        FilterEntity.Dataset => _datasets.GetValueOrDefault(key),
        FilterEntity.Model => Array.Find(Models, field => field.Name == key),
        FilterEntity.Metric when Models.Length > 0 => FilterField.AnyNumber(key),
        FilterEntity.Metric => FilterField.Number(key),
        _ when Models.Length > 0 => FilterField.Anything(key),
        _ when ListsTexts => FilterField.AnyText(key),
        _ => FilterField.OptionalText(key),
    };

    /// <summary>The keys that an entity with fixed keys has, for messages.</summary>
    public string KeysOf(FilterEntity entity) =>
        string.Join(", ", (entity switch { FilterEntity.Dataset => _datasets.Values, FilterEntity.Model => Models, _ => (IEnumerable<FilterField>)_attributes.Values }).Select(field => field.Name).Distinct(StringComparer.Ordinal));

    /// <summary>The canonical name by which an attribute orders; null when it does not.</summary>
    public string? Order(string attribute) => _orders.GetValueOrDefault(attribute);

    /// <summary>The attributes that order, for messages.</summary>
    public string OrderNames => string.Join(", ", _orders.Values.Distinct(StringComparer.Ordinal));
}
