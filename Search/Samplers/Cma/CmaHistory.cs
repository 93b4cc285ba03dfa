namespace Search;

/// <summary>
/// The history cut into generations by trial number, and the distribution of the first generation whose members have not all ended. The
/// distribution from which a trial is drawn depends on earlier generations only. A generation counts as soon as all its members have ended;
/// a trial of the next generation does not wait for the last of them but is drawn from the distribution they were drawn from; two
/// generations later those still missing are left out.
/// </summary>
internal sealed class CmaHistory : IDerivedState
{
    private readonly CmaOptions _options;
    private readonly int _objectives;
    private readonly long _seed;
    private readonly Dictionary<int, CmaMember> _members = [];
    private CmaState _settled;
    private (CmaState State, int Number)? _ahead; // of a generation that somebody before it is missing from, and the trial it was drawn for

    public CmaHistory(SearchSpace space, CmaOptions options, int objectives, long seed)
    {
        (_options, _objectives, _seed) = (options, objectives, seed);
        Layout = new CmaLayout(new UnitCube(space));
        _settled = new CmaState(Layout, options, seed);
    }

    /// <summary>Numbers and choices of the space.</summary>
    public CmaLayout Layout { get; }

    /// <inheritdoc/>
    public void Take(Observation observation)
    {
        _members[observation.Number] = Layout.Read(observation, _objectives);
        if (observation.Number < _settled.First)
            _settled = new CmaState(Layout, _options, _seed); // what was settled has changed
        if (observation.Number < _ahead?.State.First)
            _ahead = null;
    }

    /// <summary>The distribution from which trial <paramref name="number"/> is drawn.</summary>
    public CmaState For(int number)
    {
        var state = number >= _settled.First ? _settled : new CmaState(Layout, _options, _seed);
        while (number >= state.First + state.Population && Members(state).All(member => member is { Ended: true }))
            Advance(state);
        if (state.First > _settled.First)
            _settled = state;
        if (number < state.First + 2 * state.Population)
            return state;

        // Somebody is missing and it is too late to wait: on from a copy, as the missing ones may still come. The copy for an earlier trial is one
        // for this as well, only not so far, until a trial that it has seen changes.
        state = _ahead is var (ahead, before) && before <= number && ahead.First > state.First ? ahead : state.Copy();
        while (number >= state.First + 2 * state.Population
            || number >= state.First + state.Population && Members(state).All(member => member is { Ended: true }))
            Advance(state);
        _ahead = (state, number);
        return state;
    }

    private void Advance(CmaState state) => state.Advance(CmaMember.InOrder(Members(state).OfType<CmaMember>(), _objectives));

    private IEnumerable<CmaMember?> Members(CmaState state) => Enumerable.Range(state.First, state.Population).Select(number => _members.GetValueOrDefault(number));
}
