using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Reads the points of a log-batch as clients write them: objects of <c>key</c>, <c>value</c>, <c>timestamp</c> and <c>step</c> with plain texts and numbers, several
/// times faster than a reader of any JSON. It takes nothing that such a reader would refuse or read otherwise; what it does not know it leaves alone. A program writes
/// all its points alike: what stood between the last one's fields is looked for again, byte for byte, before the names are read one by one.
/// </summary>
internal ref struct MetricScanner(ReadOnlySpan<byte> json, int at, MetricBatch batch)
{
    private const long ExactWhole = 1L << 53; // doubles hold all whole numbers up to it
    private const int MostDigits = 18; // a long holds them

    private static readonly SearchValues<byte> TextEnds = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);
    private static readonly double[] ExactPowers = [.. Enumerable.Range(0, 23).Select(e => double.Parse($"1e{e}", System.Globalization.CultureInfo.InvariantCulture))];

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly List<Range> _texts = []; // where each interned key stands first
    private readonly Field[] _order = new Field[4]; // of the last point that was read by its names
    private readonly Range[] _between = new Range[5]; // and the texts before, between and after its fields' contents
    private int _fields;
    private int _at = at;
    private int _last = -1;

    private enum Field
    {
        Key,
        Value,
        Time,
        Step,
    }

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
        var start = _at;
        if (_fields > 0 && TryAlike())
            return true;
        _at = start;
        return TryNamed();
    }

    private bool TryAlike()
    {
        Range key = default;
        var (step, time, value) = (0L, 0L, 0.0);
        for (var i = 0; i < _fields; i++)
        {
            var known = TryPass(_between[i]) && _order[i] switch
            {
                Field.Key => TryText(out key),
                Field.Value => TryNumber(out value),
                Field.Time => TryWhole(out time) && time >= 0,
                _ => TryWhole(out step),
            };
            if (!known)
                return false;
        }
        if (!TryPass(_between[_fields]))
            return false;
        batch.Add(Intern(key), step, time, value);
        return true;
    }

    private bool TryNamed()
    {
        _fields = 0;
        var (from, fields) = (_at, 0);
        Space();
        if (!Take((byte)'{'))
            return false;
        Range key = default;
        var (step, time, value) = (0L, -1L, double.NaN);
        var (hasKey, hasTime, hasValue, hasStep) = (false, false, false, false);
        do
        {
            Space();
            if (!TryQuoted(out var name) || !Colon())
                return false;
            // A name that comes twice is left to the reader of any JSON, for which the last one counts.
            Field? field = _json[name] switch
            {
                [(byte)'k', (byte)'e', (byte)'y'] when !hasKey => Field.Key,
                [(byte)'v', (byte)'a', (byte)'l', (byte)'u', (byte)'e'] when !hasValue => Field.Value,
                [(byte)'t', (byte)'i', (byte)'m', (byte)'e', (byte)'s', (byte)'t', (byte)'a', (byte)'m', (byte)'p'] when !hasTime => Field.Time,
                [(byte)'s', (byte)'t', (byte)'e', (byte)'p'] when !hasStep => Field.Step,
                _ => null,
            };
            if (field is not { } next || (next == Field.Key && !Take((byte)'"')))
                return false;
            (_order[fields], _between[fields]) = (next, from.._at);
            fields++;
            var known = next switch
            {
                Field.Key => hasKey = TryText(out key),
                Field.Value => hasValue = TryNumber(out value),
                Field.Time => hasTime = TryWhole(out time) && time >= 0,
                _ => hasStep = TryWhole(out step),
            };
            from = _at;
            if (!known || (next == Field.Key && !Take((byte)'"')))
                return false;
            Space();
        }
        while (Take((byte)','));
        if (!Take((byte)'}') || !hasKey || !hasValue || !hasTime)
            return false;
        (_fields, _between[fields]) = (fields, from.._at);
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

    // The very bytes that stand there.
    private bool TryPass(Range text)
    {
        var wanted = _json[text];
        if (!_json[_at..].StartsWith(wanted))
            return false;
        _at += wanted.Length;
        return true;
    }

    private bool TryQuoted(out Range text)
    {
        text = default;
        return Take((byte)'"') && TryText(out text) && Take((byte)'"');
    }

    // Up to the quotation mark behind it.
    private bool TryText(out Range text)
    {
        var length = _json[_at..].IndexOfAny(TextEnds);
        text = _at..(_at + Math.Max(length, 0));
        if (length < 0 || _json[_at + length] != (byte)'"')
            return false;
        _at += length;
        return true;
    }

    private bool TryWhole(out long number)
    {
        var negative = Take((byte)'-');
        var digits = WholeDigits(out number);
        if (negative)
            number = -number;
        return digits is > 0 and <= MostDigits && Ends();
    }

    // Clinger, How to read floating point numbers accurately, PLDI 1990: with at most 2^53 and a power of ten that is exact, one division rounds right.
    private bool TryNumber(out double number)
    {
        var start = _at;
        var negative = Take((byte)'-');
        var digits = WholeDigits(out var whole);
        number = 0;
        if (digits is 0 or > MostDigits)
            return false;
        var fraction = 0;
        if (Take((byte)'.'))
        {
            fraction = Digits(ref whole, digits);
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
            var exponent = 0L;
            if (Digits(ref exponent, 0) == 0)
                return false;
        }
        return Ends() && Utf8Parser.TryParse(_json[start.._at], out number, out var length) && length == _at - start && double.IsFinite(number);
    }

    // Answers how many there are, without leading zeros as JSON wants it: 0 if there are none or a zero is followed by more.
    private int WholeDigits(out long number)
    {
        var start = _at;
        number = 0;
        var count = Digits(ref number, 0);
        return count > 1 && _json[start] == (byte)'0' ? 0 : count;
    }

    // Answers how many there are; they are appended to the number as long as it has, with those before, no more than a long holds.
    private int Digits(ref long number, int before)
    {
        var start = _at;
        while (before + (_at - start) + 8 <= MostDigits && TryEight(out var eight))
            number = (number * 100_000_000) + eight;
        while (Here is >= (byte)'0' and <= (byte)'9')
        {
            if (before + (_at - start) < MostDigits)
                number = (number * 10) + (Here - '0');
            _at++;
        }
        return _at - start;
    }

    // Eight digits in one word, joined to pairs, fours and eights (Lemire, Number parsing at a gigabyte per second, 2021, section 4).
    private bool TryEight(out uint number)
    {
        number = 0;
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(_json[_at..], out var word))
            return false;
        if (((word & 0xF0F0_F0F0_F0F0_F0F0) | (((word + 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4)) != 0x3333_3333_3333_3333)
            return false;
        word -= 0x3030_3030_3030_3030;
        word = (word * 10) + (word >> 8);
        number = (uint)((((word & 0x0000_00FF_0000_00FF) * 0x000F_4240_0000_0064) + (((word >> 16) & 0x0000_00FF_0000_00FF) * 0x0000_2710_0000_0001)) >> 32);
        _at += 8;
        return true;
    }

    private readonly bool Ends() => Here is (byte)',' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
