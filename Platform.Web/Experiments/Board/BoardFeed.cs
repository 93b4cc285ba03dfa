using System.Runtime.InteropServices;
using System.Text;
using Platform.Core.Experiments;
using Platform.Core.Views;

namespace Platform.Web.Experiments.Board;

/// <summary>
/// Says what is new for the browser since the last time: at first everything, then only the trials that are other instances. Trials that a look further back leaves out the browser
/// keeps, so that they are not sent again when they come back. Numbers go as bytes, so that 5,000 trials are a second's fraction of work on either side.
/// </summary>
public sealed class BoardFeed
{
    // More points than this draw no better curve; beyond it only every n-th epoch is sent.
    private const int MostPoints = 500_000;

    // Between the texts of a column, which go as one, as bytes: browsers take long to read lists of thousands.
    private const char Between = '\u001f';

    private readonly List<TrialView> _known = []; // what the browser has at each place, also behind the last that it shows
    private IReadOnlyList<TrialView> _trials = []; // what it shows
    private IReadOnlyList<BoardAxis>? _axes;
    private IReadOnlyList<TrialColumn> _columns = [];
    private string? _metric;
    private int _stride = 1;

    /// <summary>How many epochs of a trial, by its place, the browser knows the times of.</summary>
    public Dictionary<int, int> Timed { get; } = [];

    /// <summary>Every how many epochs curves have a point.</summary>
    public int Stride => _stride;

    private (int[] Order, int[] Pinned, TrialGroups? Groups, IReadOnlyList<BoardBrush>? Brushes, BoardSettings? Settings) _sent = ([], [], null, null, null);

    /// <summary>The message for chart-board.js; null if there is nothing new.</summary>
    public Dictionary<string, object>? Next(BoardPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var message = new Dictionary<string, object>(StringComparer.Ordinal);
        if (!ReferenceEquals(picture.Axes, _axes) || !Continues(picture.Trials))
        {
            (_axes, _trials, _columns, _metric, _sent) = (picture.Axes, [], [], null, ([], [], null, null, null));
            message["axes"] = picture.Axes;
            _known.Clear();
            Timed.Clear();
        }
        var stride = 1 + picture.Trials.Sum(t => t.LastEpoch) / MostPoints;
        if (WantsAll(picture, stride) && _known.Count > picture.Trials.Count)
            _known.RemoveRange(picture.Trials.Count, _known.Count - picture.Trials.Count); // what is wanted of them now was never sent
        int[] at = ReferenceEquals(picture.Trials, _trials) ? [] : [.. Enumerable.Range(0, picture.Trials.Count).Where(i => i >= _known.Count || !ReferenceEquals(_known[i], picture.Trials[i]))];
        AddCount(message, picture, at);
        AddColumns(message, picture, at);
        if (at.Length > 0)
            message["rows"] = Rows(picture, at);
        AddCurves(message, picture, at, stride);
        AddArrangement(message, picture);
        Note(picture.Trials, at);
        return message.Count == 0 ? null : message;
    }

    /// <summary>
    /// The browser has a snapshot of the same sweep: only what differs from it is new. Everything is, if the snapshot has the axes of another space or the page shows the past.
    /// </summary>
    /// <param name="changes">How many changes the sweep has of which the picture is.</param>
    public void Begin(BoardSnapshot snapshot, BoardPicture picture, int changes)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(picture);
        if (snapshot.Changes != changes || picture.Settings.Past)
            return;
        (_axes, _trials, _metric, _stride) = (picture.Axes, snapshot.Trials, snapshot.Metric, snapshot.Stride);
        _known.Clear();
        _known.AddRange(snapshot.Trials);
        _columns = [.. picture.Columns.Where(column => snapshot.Columns.Contains(column.Key, StringComparer.Ordinal))];
    }

    /// <summary>The browser has these brushes already: they come from there.</summary>
    public void Heard(IReadOnlyList<BoardBrush> brushes) => _sent.Brushes = brushes;

    // How many trials there are is told where their rows do not tell it: the page looks further back, or at trials that the browser has kept.
    private void AddCount(Dictionary<string, object> message, BoardPicture picture, int[] at)
    {
        var count = picture.Trials.Count;
        if (count != Math.Max(_trials.Count, at.Length == 0 ? 0 : at[^1] + 1))
            message["count"] = count;
        foreach (var gone in Timed.Keys.Where(place => place >= count).ToList())
            Timed.Remove(gone);
    }

    private void Note(IReadOnlyList<TrialView> trials, int[] at)
    {
        foreach (var place in at)
        {
            if (place < _known.Count)
                _known[place] = trials[place];
            else
                _known.Add(trials[place]);
        }
        _trials = trials;
    }

    // Texts or curves of all trials, and not only of those that are new.
    private bool WantsAll(BoardPicture picture, int stride) => picture.Metric != _metric || stride != _stride || picture.Columns.Any(column => !_columns.Contains(column));

    private void AddColumns(Dictionary<string, object> message, BoardPicture picture, int[] at)
    {
        var added = picture.Columns.Where(c => !_columns.Contains(c)).ToList();
        if (added.Count > 0 && at.Length < picture.Trials.Count)
            message["cells"] = added.ToDictionary(c => c.Key, c => Texts(picture.Trials.Select(c.Text)), StringComparer.Ordinal);
        if (added.Count > 0 || !_columns.SequenceEqual(picture.Columns) || message.ContainsKey("axes") || !ReferenceEquals(_sent.Settings?.Fixed, picture.Settings.Fixed))
            message["columns"] = picture.Columns.Select(c => new { c.Key, kind = c.Kind.ToString().ToLowerInvariant(), right = c.IsRight, pinned = picture.Settings.Fixed.Contains(c.Key) });
        _columns = picture.Columns;
    }

    private static object Rows(BoardPicture picture, int[] at)
    {
        var trials = Array.ConvertAll(at, i => picture.Trials[i]);
        return new
        {
            at = Bytes(at),
            number = Doubles(trials, t => t.Number),
            status = Doubles(trials, t => (int)t.Status),
            value = Doubles(trials, t => picture.Axes[^1].Of(t, isObjective: true)),
            start = Doubles(trials, t => t.StartedAt?.ToUnixTimeMilliseconds() ?? double.NaN),
            axes = picture.Axes.Select((axis, i) => Doubles(trials, t => axis.Of(t, i == picture.Axes.Count - 1))),
            cells = picture.Columns.ToDictionary(c => c.Key, c => Texts(trials.Select(c.Text)), StringComparer.Ordinal),
        };
    }

    private void AddCurves(Dictionary<string, object> message, BoardPicture picture, int[] at, int stride)
    {
        var fresh = picture.Metric != _metric || stride != _stride;
        if (stride != _stride)
            Timed.Clear();
        (_metric, _stride) = (picture.Metric, stride);
        if (!fresh && at.Length == 0)
            return;
        if (fresh)
            at = [.. Enumerable.Range(0, picture.Trials.Count)];
        var curves = Array.ConvertAll(at, i => picture.Trials[i].Curve(picture.Metric));
        var points = new List<float>();
        var lengths = Array.ConvertAll(curves, curve =>
        {
            var before = points.Count;
            for (var i = 0; i < curve.Count; i += stride)
                points.Add((float)curve[i]);
            return points.Count - before;
        });
        message["curves"] = new { at = Bytes(at), lengths = Bytes(lengths), data = Bytes(points.ToArray()), stride, fresh };
    }

    private void AddArrangement(Dictionary<string, object> message, BoardPicture picture)
    {
        if (!ReferenceEquals(_sent.Order, picture.Order) || !ReferenceEquals(_sent.Pinned, picture.Pinned))
            (message["order"], message["pinned"]) = (Bytes(picture.Order), Bytes(picture.Pinned));
        if (!ReferenceEquals(_sent.Groups, picture.Groups))
            message["groups"] = new { picture.Groups.Labels, picture.Groups.Of };
        if (!ReferenceEquals(_sent.Brushes, picture.Brushes))
            message["brushes"] = picture.Brushes;
        if (_sent.Settings != picture.Settings)
            message["settings"] = picture.Settings;
        _sent = (picture.Order, picture.Pinned, picture.Groups, picture.Brushes, picture.Settings);
    }

    // The same trials at the same places, and perhaps more or fewer of them.
    private bool Continues(IReadOnlyList<TrialView> trials)
    {
        if (ReferenceEquals(trials, _trials))
            return true;
        for (var i = 0; i < Math.Min(trials.Count, _known.Count); i++)
        {
            if (trials[i].Number != _known[i].Number)
                return false;
        }
        return true;
    }

    private static byte[] Texts(IEnumerable<string> texts) => Encoding.UTF8.GetBytes(string.Join(Between, texts.Select(text => text.Replace(Between, ' '))));

    private static byte[] Doubles(TrialView[] trials, Func<TrialView, double> value) => Bytes(Array.ConvertAll(trials, t => value(t)));

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
