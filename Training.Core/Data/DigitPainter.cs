namespace Training.Core.Data;

/// <summary>
/// Draws one digit on 28×28 pixels, distorted at random: style, wobbling points, rotation, shear, scale, shift, stroke width, brightness,
/// stray strokes and pixel noise. Only exact arithmetic (<see cref="ExactMath"/>, square roots, integers), so equal on every machine.
/// </summary>
internal ref struct DigitPainter
{
    private const int Side = 28;
    private const int CurveSteps = 4;   // line pieces between two points of a curve
    private readonly CounterRandom _random;
    private readonly Span<double> _ink;   // (28, 28), 0 to 1
    private long _draws;

    private DigitPainter(CounterRandom random, Span<double> ink)
    {
        _random = random;
        _ink = ink;
    }

    /// <summary>Fills <paramref name="pixels"/>, (28, 28), 0 for background.</summary>
    public static void Paint(int digit, CounterRandom random, Span<byte> pixels)
    {
        Span<double> ink = stackalloc double[Side * Side];
        var painter = new DigitPainter(random, ink);
        painter.DrawDigit(digit);
        painter.DrawClutter();
        painter.Expose(pixels);
    }

    private void DrawDigit(int digit)
    {
        var styles = DigitGlyphs.All[digit];
        var strokes = styles[(int)(Next() * styles.Count)];
        var frame = Frame.Draw(ref this);
        var radius = Between(0.6, 1.5);
        Span<(double X, double Y)> points = stackalloc (double, double)[16];
        foreach (var stroke in strokes)
        {
            var count = stroke.Points.Count;
            for (var i = 0; i < count; i++)
                points[i] = frame.Place(stroke.Points[i].X + Wobble(0.06), stroke.Points[i].Y + Wobble(0.06));
            DrawStroke(points[..count], stroke.Curved, radius, brightness: 1);
        }
    }

    /// <summary>Strokes that belong to no digit: short, anywhere, often fainter.</summary>
    private void DrawClutter()
    {
        var strays = (int)Between(0, 4);
        Span<(double X, double Y)> ends = stackalloc (double, double)[2];
        for (var i = 0; i < strays; i++)
        {
            ends[0] = (Between(0, Side), Between(0, Side));
            ends[1] = (ends[0].X + Between(-6, 6), ends[0].Y + Between(-6, 6));
            DrawStroke(ends, curved: false, Between(0.4, 1.1), Between(0.4, 1));
        }
    }

    /// <summary>Turns ink into pixels: brightness, haze and noise.</summary>
    private void Expose(Span<byte> pixels)
    {
        var brightness = Between(0.55, 1);
        var haze = Between(0, 0.15);
        var noise = Between(0.02, 0.16);
        for (var i = 0; i < pixels.Length; i++)
        {
            var light = haze + (_ink[i] * (brightness - haze)) + (noise * Normal());
            pixels[i] = (byte)Math.Clamp((light * 255) + 0.5, 0, 255);
        }
    }

    private readonly void DrawStroke(ReadOnlySpan<(double X, double Y)> points, bool curved, double radius, double brightness)
    {
        for (var i = 0; i + 1 < points.Length; i++)
        {
            if (!curved)
            {
                DrawLine(points[i], points[i + 1], radius, brightness);
                continue;
            }

            var from = points[i];
            for (var step = 1; step <= CurveSteps; step++)
            {
                var to = OnCurve(points[Math.Max(0, i - 1)], points[i], points[i + 1], points[Math.Min(points.Length - 1, i + 2)], (double)step / CurveSteps);
                DrawLine(from, to, radius, brightness);
                from = to;
            }
        }
    }

    /// <summary>Catmull and Rom's spline (1974) between b (t = 0) and c (t = 1).</summary>
    private static (double X, double Y) OnCurve((double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) d, double t)
    {
        return (Blend(a.X, b.X, c.X, d.X, t), Blend(a.Y, b.Y, c.Y, d.Y, t));

        static double Blend(double a, double b, double c, double d, double t) =>
            0.5 * ((2 * b) + ((c - a) * t) + (((2 * a) - (5 * b) + (4 * c) - d) * t * t) + (((3 * b) - a - (3 * c) + d) * t * t * t));
    }

    /// <summary>Inks every pixel whose centre lies within the radius of the line, fading over the last pixel.</summary>
    private readonly void DrawLine((double X, double Y) from, (double X, double Y) to, double radius, double brightness)
    {
        var reach = radius + 0.5;
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = Math.Max((dx * dx) + (dy * dy), 1e-12);
        for (var y = First(from.Y, to.Y, reach); y <= Last(from.Y, to.Y, reach); y++)
        {
            for (var x = First(from.X, to.X, reach); x <= Last(from.X, to.X, reach); x++)
            {
                var (px, py) = (x + 0.5 - from.X, y + 0.5 - from.Y);
                var along = Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1);
                var (ex, ey) = (px - (along * dx), py - (along * dy));
                var distance = (ex * ex) + (ey * ey);
                if (distance >= reach * reach)
                    continue;
                ref var ink = ref _ink[(y * Side) + x];
                ink = Math.Max(ink, brightness * Math.Min(1, reach - Math.Sqrt(distance)));
            }
        }
    }

    private static int First(double a, double b, double reach) => (int)Math.Clamp(Math.Min(a, b) - reach - 0.5, 0, Side);

    private static int Last(double a, double b, double reach) => (int)Math.Clamp(Math.Max(a, b) + reach - 0.5, -1, Side - 1);

    private double Next() => _random.Uniform(_draws++);

    private double Between(double low, double high) => low + ((high - low) * Next());

    /// <summary>Symmetric around 0, twice as far at most.</summary>
    private double Wobble(double size) => size * (Next() + Next() + Next() + Next() - 2);

    /// <summary>Close to a standard normal: the sum of the four 16-bit quarters of one draw, centred and scaled.</summary>
    private double Normal()
    {
        var bits = _random.Bits(_draws++);
        var sum = (long)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
        return (sum - (2 * 65535L)) / 37837.2;   // standard deviation of the sum: 65536 / sqrt(3)
    }

    /// <summary>The map from the glyph's box to pixels.</summary>
    private readonly record struct Frame(double XX, double XY, double YX, double YY, double CentreX, double CentreY)
    {
        public static Frame Draw(ref DigitPainter painter)
        {
            var angle = painter.Between(-0.35, 0.35);   // 20 degrees either way
            var shear = painter.Between(-0.35, 0.35);
            var size = painter.Between(6.5, 11);   // half of the box, in pixels
            var (width, height) = (size * painter.Between(0.8, 1.1), size * painter.Between(0.9, 1.1));
            var (sin, cos) = (ExactMath.Sin(angle), ExactMath.Cos(angle));
            return new(
                cos * width, ((cos * shear) - sin) * height, sin * width, ((sin * shear) + cos) * height,
                (Side / 2.0) + painter.Between(-3, 3), (Side / 2.0) + painter.Between(-3, 3));
        }

        public (double X, double Y) Place(double x, double y) => (CentreX + (XX * x) + (XY * y), CentreY + (YX * x) + (YY * y));
    }
}
