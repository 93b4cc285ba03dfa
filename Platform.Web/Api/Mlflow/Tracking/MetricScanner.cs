using System.Buffers;
using System.Buffers.Text;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Reads the points of a log-batch as clients write them: objects of <c>key</c>, <c>value</c>, <c>timestamp</c> and <c>step</c> with plain texts and numbers, several
/// times faster than a reader of any JSON. It takes nothing that such a reader would refuse or read otherwise; what it does not know it leaves alone.
/// </summary>
internal ref struct MetricScanner(ReadOnlySpan<byte> json, int at, MetricBatch batch)
{
    private const long ExactWhole = 1L << 53; // doubles hold all whole numbers up to it
    private const int MostDigits = 18; // a long holds them

    private static readonly SearchValues<byte> TextEnds = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);
    private static readonly double[] ExactPowers = [.. Enumerable.Range(0, 23).Select(e => double.Parse($"1e{e}", System.Globalization.CultureInfo.InvariantCulture))];

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly List<Range> _texts = []; // where each interned key stands first
    private int _at = at;
    private int _last = -1;

    /// <summary>
    /// Reads elements of the list before whose first the scanner stands, at most so many, and answers how many. Behind them, at <paramref name="next"/>, is the
    /// list's end or an element that was left alone; null if something else is there, which only a wrong text has.
    /// </summary>
    public int Read(int most, out int? next)
    {
        Space();
        next = _at;
        var taken = 0;
        for (var more = true; more && taken < most && TryPoint(); taken++)
        {
            Space();
            more = Take((byte)',');
            Space();
            next = more == (Here == (byte)']') ? null : _at;
            if (next is null)
                return taken + 1;
        }
        return taken;
    }

    private bool TryPoint()
    {
        Space();
        if (!Take((byte)'{'))
            return false;
        Range key = default;
        var (step, time, value) = (0L, -1L, double.NaN);
        var (hasKey, hasTime, hasValue, hasStep) = (false, false, false, false);
        do
        {
            Space();
            if (!TryText(out var name) || !Colon())
                return false;
            // A name that comes twice is left to the reader of any JSON, for which the last one counts.
            var known = _json[name] switch
            {
                [(byte)'k', (byte)'e', (byte)'y'] => !hasKey && (hasKey = TryText(out key)),
                [(byte)'s', (byte)'t', (byte)'e', (byte)'p'] => !hasStep && (hasStep = TryWhole(out step)),
                [(byte)'v', (byte)'a', (byte)'l', (byte)'u', (byte)'e'] => !hasValue && (hasValue = TryNumber(out value)),
                [(byte)'t', (byte)'i', (byte)'m', (byte)'e', (byte)'s', (byte)'t', (byte)'a', (byte)'m', (byte)'p'] => !hasTime && (hasTime = TryWhole(out time) && time >= 0),
                _ => false,
            };
            if (!known)
                return false;
            Space();
        }
        while (Take((byte)','));
        if (!Take((byte)'}') || !hasKey || !hasValue || !hasTime)
            return false;
        batch.Add(Intern(key), step, time, value);
        return true;
    }

    // Points come key after key or step after step: mostly it is the key that followed last time, or the same one again.
    private int Intern(Range key)
    {
        var text = _json[key];
        var following = _last + 1 < _texts.Count ? _last + 1 : 0;
        if (following < _texts.Count && _json[_texts[following]].SequenceEqual(text))
            return _last = following;
        if (_last >= 0 && _json[_texts[_last]].SequenceEqual(text))
            return _last;
        var place = batch.Intern(text);
        if (place == _texts.Count)
            _texts.Add(key);
        return _last = place < _texts.Count ? place : -1;
    }

    private readonly byte Here => _at < _json.Length ? _json[_at] : (byte)0;

    private void Space()
    {
        while (Here is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _at++;
    }

    private bool Take(byte wanted)
    {
        if (Here != wanted)
            return false;
        _at++;
        return true;
    }

    private bool Colon()
    {
        Space();
        if (!Take((byte)':'))
            return false;
        Space();
        return true;
    }

    private bool TryText(out Range text)
    {
        text = default;
        if (!Take((byte)'"'))
            return false;
        var length = _json[_at..].IndexOfAny(TextEnds);
        if (length < 0 || _json[_at + length] != (byte)'"')
            return false;
        text = _at..(_at + length);
        _at += length + 1;
        return true;
    }

    private bool TryWhole(out long number)
    {
        var negative = Take((byte)'-');
        var digits = Digits(out number);
        if (negative)
            number = -number;
        return digits is > 0 and <= MostDigits && Ends();
    }

    // Clinger, How to read floating point numbers accurately, PLDI 1990: with at most 2^53 and a power of ten that is exact, one division rounds right.
    private bool TryNumber(out double number)
    {
        var start = _at;
        var negative = Take((byte)'-');
        var digits = Digits(out var whole);
        number = 0;
        if (digits is 0 or > MostDigits)
            return false;
        var fraction = 0;
        if (Take((byte)'.'))
        {
            var first = _at;
            while (Here is >= (byte)'0' and <= (byte)'9')
            {
                if (digits + (_at - first) < MostDigits)
                    whole = (whole * 10) + (Here - '0');
                _at++;
            }
            fraction = _at - first;
            if (fraction == 0)
                return false;
        }
        if (Ends() && digits + fraction <= MostDigits && whole <= ExactWhole && fraction < ExactPowers.Length)
        {
            number = whole / ExactPowers[fraction];
            if (negative)
                number = -number;
            return true;
        }
        if (Here is (byte)'e' or (byte)'E')
        {
            _at++;
            if (Here is (byte)'+' or (byte)'-')
                _at++;
            var first = _at;
            while (Here is >= (byte)'0' and <= (byte)'9')
                _at++;
            if (_at == first)
                return false;
        }
        return Ends() && Utf8Parser.TryParse(_json[start.._at], out number, out var length) && length == _at - start && double.IsFinite(number);
    }

    // Answers how many there are, without leading zeros as JSON wants it: 0 if there are none or a zero is followed by more.
    private int Digits(out long number)
    {
        var start = _at;
        number = 0;
        while (Here is >= (byte)'0' and <= (byte)'9')
        {
            if (_at - start < MostDigits)
                number = (number * 10) + (Here - '0');
            _at++;
        }
        var count = _at - start;
        return count > 1 && _json[start] == (byte)'0' ? 0 : count;
    }

    private readonly bool Ends() => Here is (byte)',' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
