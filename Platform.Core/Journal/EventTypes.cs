using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Core.Journal;

/// <summary>
/// The event types that the journal reads and writes: an explicit list of stable names. Immutable once built; safe for
/// concurrent use. A name that is not in it stops the reader.
/// </summary>
public sealed class EventTypes
{
    private readonly Dictionary<string, Type> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> _byType = [];
    private readonly Dictionary<Type, string> _dotnetNames = [];
    private readonly Dictionary<string, Upcast> _upcasts = new(StringComparer.Ordinal);

    /// <summary>Names of the current shapes, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Names of retired shapes that are still read, sorted.</summary>
    public IReadOnlyList<string> RetiredNames => [.. _upcasts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Registers a type under its stable name.</summary>
    /// <exception cref="ArgumentException">The name is not snake_case, or name or type is registered already.</exception>
    public EventTypes Map<TEvent>(string name) where TEvent : notnull
    {
        CheckFree(name);
        if (!_byType.TryAdd(typeof(TEvent), name))
            throw new ArgumentException($"{typeof(TEvent).Name} is registered already, as '{_byType[typeof(TEvent)]}'.", nameof(name));
        _byName.Add(name, typeof(TEvent));
        _dotnetNames.Add(typeof(TEvent), $"{typeof(TEvent).FullName}, {typeof(TEvent).Assembly.GetName().Name}");
        return this;
    }

    /// <summary>
    /// Reads events stored under a retired name as a newer one; <paramref name="convert"/> rewrites the stored JSON and is pure.
    /// Chains are followed: v1 → v2 → current.
    /// </summary>
    public EventTypes Retire(string oldName, string newName, Func<JsonObject, JsonObject> convert)
    {
        ArgumentNullException.ThrowIfNull(convert);
        CheckFree(oldName);
        if (!_byName.ContainsKey(newName) && !_upcasts.ContainsKey(newName))
            throw new ArgumentException($"'{newName}' is not registered; register the newer name before the older one.", nameof(newName));
        _upcasts.Add(oldName, new Upcast(newName, convert));
        return this;
    }

    /// <summary>The names of the types that are a <typeparamref name="TEvent"/>, sorted; those of retired shapes that are read as one too.</summary>
    public IReadOnlyList<string> NamesOf<TEvent>()
    {
        var names = _byName.Where(type => type.Value.IsAssignableTo(typeof(TEvent))).Select(type => type.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (old, upcast) in _upcasts)
        {
            var name = upcast.NewName;
            while (_upcasts.TryGetValue(name, out var next))
                name = next.NewName;
            if (names.Contains(name))
                names.Add(old);
        }
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The stable name of an event's type.</summary>
    /// <exception cref="ArgumentException">The type is not registered.</exception>
    public string NameOf(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return _byType.TryGetValue(@event.GetType(), out var name)
            ? name
            : throw new ArgumentException($"{@event.GetType().Name} is not a registered event type; add it to the list of event types.", nameof(@event));
    }

    /// <summary>The full name of a registered event's type and its assembly's, as Marten's column mt_dotnet_type wants them.</summary>
    internal string DotnetNameOf(object @event) => _dotnetNames[@event.GetType()];

    /// <summary>The event from its stored form; an <see cref="ErasedEvent"/> if its contents were erased, whatever its type.</summary>
    /// <exception cref="UnknownEventException">The name is unknown, or the JSON lacks what the type requires.</exception>
    /// <param name="block">The binary part of a <see cref="IBinaryEvent"/>; null leaves it empty.</param>
    public object Read(string name, string json, byte[]? block = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            if (ErasedEvent.Read(json) is { } erased)
                return erased;
            if (_byName.TryGetValue(name, out var type))
                return Whole(JsonSerializer.Deserialize(json, type, PlatformJson.Options), block);
            if (!_upcasts.ContainsKey(name))
                ThrowUnknown(name);
            var node = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("The event is not an object.");
            while (_upcasts.TryGetValue(name, out var upcast))
                (name, node) = (upcast.NewName, upcast.Convert(node));
            return Whole(node.Deserialize(_byName[name], PlatformJson.Options), block);
        }
        catch (JsonException error)
        {
            throw new UnknownEventException($"An event of type '{name}' cannot be read: {error.Message} Start the version of the platform that wrote it.");
        }
    }

    private static object Whole(object? read, byte[]? block) => read switch
    {
        null => throw new JsonException("The event is null."),
        IBinaryEvent binary when block is not null => binary.WithBlock(block),
        _ => read,
    };

    [DoesNotReturn]
    private static void ThrowUnknown(string name) => throw new UnknownEventException(
        $"The journal holds an event of the unknown type '{name}'. It was written by a newer version of the platform or by another program; start a version that knows it.");

    private void CheckFree(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new ArgumentException($"'{name}' is not snake_case.", nameof(name));
        if (_byName.ContainsKey(name) || _upcasts.ContainsKey(name))
            throw new ArgumentException($"The name '{name}' is registered already.", nameof(name));
    }

    private sealed record Upcast(string NewName, Func<JsonObject, JsonObject> Convert);
}
