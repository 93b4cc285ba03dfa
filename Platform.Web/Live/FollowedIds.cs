using System.Collections.Frozen;

namespace Platform.Web.Live;

/// <summary>
/// What a page follows, known only once it was read. What is heard of others meanwhile is noted: if one of them turns out to be among those that are followed, what was read of
/// it may be older than that. Thread-safe.
/// </summary>
public sealed class FollowedIds
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);
    private volatile FrozenSet<string> _known = [];
    private int _reads;

    /// <summary>Those that are followed now.</summary>
    public FrozenSet<string> Known => _known;

    /// <summary>Whether something that happened is of what is followed; noted if that cannot be told yet.</summary>
    public bool Hears(string id)
    {
        if (_known.Contains(id))
            return true;
        lock (_gate)
        {
            if (_known.Contains(id))
                return true; // taken in just now
            if (_reads > 0)
                _heard.Add(id);
            return false;
        }
    }

    /// <summary>Begins a read, which ends with the answer's disposal. To be called before the first question.</summary>
    public Read Begin()
    {
        lock (_gate)
            _reads++;
        return new Read(this);
    }

    /// <summary>Nothing is followed any more.</summary>
    public void Clear() => _known = [];

    private void End()
    {
        lock (_gate)
        {
            if (--_reads == 0)
                _heard.Clear();
        }
    }

    /// <summary>A read that is under way.</summary>
    public sealed class Read(FollowedIds owner) : IDisposable
    {
        /// <summary>From now on these are followed, and no others.</summary>
        /// <returns>Those of which something was heard before they were followed: they have to be read again.</returns>
        public IReadOnlyList<string> Take(IEnumerable<string> ids)
        {
            var known = ids.ToFrozenSet(StringComparer.Ordinal);
            lock (owner._gate)
            {
                string[] missed = [.. known.Except(owner._known).Where(owner._heard.Contains)];
                owner._known = known;
                owner._heard.ExceptWith(known);
                return missed;
            }
        }

        public void Dispose() => owner.End();
    }
}
