using System.Globalization;
using System.Text;

namespace UsageRls.Benchmarks.Report;

/// <summary>A point of a chart, in measured units.</summary>
/// <param name="X">The horizontal value.</param>
/// <param name="Y">The vertical value.</param>
/// <param name="Title">The tooltip of the point.</param>
internal readonly record struct ChartPoint(double X, double Y, string Title);

/// <summary>A data series of a chart, drawn as a line, or as separate dots if <paramref name="IsLine"/> is false.</summary>
/// <param name="Style">The CSS class of the series.</param>
/// <param name="Points">The points of the series, from left to right.</param>
/// <param name="IsLine">Whether the points are joined.</param>
internal sealed record ChartSeries(string Style, IReadOnlyList<ChartPoint> Points, bool IsLine = true);

/// <summary>A labelled mark on an axis.</summary>
/// <param name="At">The value at which the mark is drawn.</param>
/// <param name="Label">The text of the mark.</param>
internal readonly record struct Tick(double At, string Label);

/// <summary>A chart, drawn as SVG with colours from the page's style sheet. Times and sizes are on logarithmic axes.</summary>
/// <param name="Title">The chart's title, which is also its text for screen readers.</param>
/// <param name="X">The marks of the horizontal axis; the first and the last are its ends.</param>
/// <param name="Y">The marks of the vertical axis; the first and the last are its ends.</param>
/// <param name="Series">The data series to draw.</param>
internal sealed record Chart(string Title, IReadOnlyList<Tick> X, IReadOnlyList<Tick> Y, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The width of the label column at the left, in units of the SVG view box.</summary>
    public double Left { get; init; } = 52;

    /// <summary>The width of the SVG view box.</summary>
    public double Width { get; init; } = 340;

    /// <summary>The height of the SVG view box.</summary>
    public double Height { get; init; } = 230;

    /// <summary>Whether the vertical axis shows evenly spaced names instead of times.</summary>
    public bool HasNames { get; init; }

    private const double Top = 8,
        Right = 14,
        Bottom = 24;

    /// <summary>Axis marks at the powers of ten that enclose all values.</summary>
    public static IReadOnlyList<Tick> Powers(IReadOnlyCollection<double> values, Func<double, string> label)
    {
        var (from, to) = ((int)Math.Floor(Math.Log10(values.Min())), (int)Math.Ceiling(Math.Log10(values.Max())));
        return [.. Enumerable.Range(from, Math.Max(1, to - from) + 1).Select(p => new Tick(Math.Pow(10, p), label(Math.Pow(10, p))))];
    }

    /// <summary>The chart as SVG text.</summary>
    public string Svg
    {
        get
        {
            var svg = new StringBuilder();
            svg.Append(CultureInfo.InvariantCulture, $"""<svg viewBox="0 0 {Width:0} {Height:0}" role="img" aria-label="{Text(Title)}">""");
            foreach (var tick in X)
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"""<line class="rule" x1="{AtX(tick.At):0.#}" x2="{AtX(tick.At):0.#}" y1="{Top}" """
                        + $"""y2="{Height - Bottom:0.#}"/><text class="x" x="{AtX(tick.At):0.#}" """
                        + $"""y="{Height - 7:0.#}">{Text(tick.Label)}</text>"""
                );
            }

            foreach (var tick in Y)
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"""<line class="rule" x1="{Left:0.#}" x2="{Width - Right:0.#}" y1="{AtY(tick.At):0.#}" """
                        + $"""y2="{AtY(tick.At):0.#}"/><text class="y" x="{Left - 6:0.#}" """
                        + $"""y="{AtY(tick.At) + 3.5:0.#}">{Text(tick.Label)}</text>"""
                );
            }

            foreach (var series in Series)
                Draw(svg, series);
            return svg.Append("</svg>").ToString();
        }
    }

    private void Draw(StringBuilder svg, ChartSeries series)
    {
        svg.Append(CultureInfo.InvariantCulture, $"""<g class="{series.Style}">""");
        if (series.IsLine && series.Points.Count > 1)
        {
            var points = series.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{AtX(p.X):0.#},{AtY(p.Y):0.#}"));
            svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{string.Join(' ', points)}"/>""");
        }

        foreach (var point in series.Points)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<circle cx="{AtX(point.X):0.#}" cy="{AtY(point.Y):0.#}" r="3.5"><title>{Text(point.Title)}</title></circle>"""
            );
        }

        svg.Append("</g>");
    }

    private double AtX(double x) => Left + (Share(X, x, isLogarithmic: true) * (Width - Left - Right));

    private double AtY(double y) =>
        HasNames
            ? Top + 10 + (Share(Y, y, isLogarithmic: false) * (Height - Top - Bottom - 20))
            : Height - Bottom - (Share(Y, y, isLogarithmic: true) * (Height - Top - Bottom));

    private static double Share(IReadOnlyList<Tick> ticks, double value, bool isLogarithmic)
    {
        double At(double v) => isLogarithmic ? Math.Log10(v) : v;
        var (from, to) = (At(ticks[0].At), At(ticks[^1].At));
        return to > from ? (At(value) - from) / (to - from) : 0;
    }

    private static string Text(string text) => System.Net.WebUtility.HtmlEncode(text);
}
