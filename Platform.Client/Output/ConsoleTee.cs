using System.Text;

namespace Platform.Client.Output;

/// <summary>Passes what is written to the console on, and gives it to the runs that listen. What they do with it never reaches the writer.</summary>
internal sealed class ConsoleTee(TextWriter console, Action<ReadOnlySpan<char>> heard) : TextWriter(console.FormatProvider)
{
    private volatile bool _silent;

    public override Encoding Encoding => console.Encoding;

    public override void Flush() => console.Flush();

    public override void Write(char value)
    {
        console.Write(value);
        Tell([value]);
    }

    public override void Write(string? value)
    {
        console.Write(value);
        Tell(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        console.Write(buffer, index, count);
        Tell(buffer.AsSpan(index, count));
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        console.Write(buffer);
        Tell(buffer);
    }

    public override void WriteLine(string? value)
    {
        console.WriteLine(value);
        Tell(value + console.NewLine);
    }

    /// <summary>From now on nobody is told; also where the program keeps this writer.</summary>
    public void Silence() => _silent = true;

    private void Tell(ReadOnlySpan<char> text)
    {
        if (_silent)
            return;
        try
        {
            heard(text);
        }
        catch (Exception)
        {
            // A line is lost to the run; who wrote it must not notice.
        }
    }
}
