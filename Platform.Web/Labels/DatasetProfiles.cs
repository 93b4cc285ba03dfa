using Training.Core.Data;

namespace Platform.Web.Labels;

/// <summary>Profiles of opened data sets, which look at every row: made once for each content, however often and by however many they are asked for. Thread-safe.</summary>
public sealed class DatasetProfiles
{
    private const int Kept = 32;

    private readonly Lock _gate = new();
    private readonly LinkedList<((string Name, string Title, string Digest) Key, Lazy<DatasetProfile> Value)> _made = new(); // most recently used first

    /// <summary>The profile; takes as long as the rows need the first time.</summary>
    /// <param name="data">Its digest tells its content; the name and title of equal content may differ.</param>
    public DatasetProfile Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var key = (data.Name, data.Title, data.Digest);
        Lazy<DatasetProfile> profile;
        lock (_gate)
        {
            var node = _made.First;
            while (node is not null && node.Value.Key != key)
                node = node.Next;
            if (node is null)
                node = new((key, new Lazy<DatasetProfile>(() => DatasetProfile.Of(data), LazyThreadSafetyMode.ExecutionAndPublication)));
            else
                _made.Remove(node);
            _made.AddFirst(node);
            if (_made.Count > Kept)
                _made.RemoveLast();
            profile = node.Value.Value;
        }

        return profile.Value;
    }
}
