using System.Globalization;
using System.Text;

namespace UsageRls.Benchmarks.Report;

/// <summary>A point of a chart, in what is measured.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
/// <param name="Title">The tooltip.</param>
internal readonly record struct ChartPoint(double X, double Y, string Title);

/// <summary>A line of a chart; of dots alone where <paramref name="IsLine"/> is false.</summary>
/// <param name="Style">Its class in the style sheet.</param>
/// <param name="Points">Its points, from left to right.</param>
/// <param name="IsLine">Whether the points are joined.</param>
internal sealed record ChartSeries(string Style, IReadOnlyList<ChartPoint> Points, bool IsLine = true);

/// <summary>A mark at an axis.</summary>
/// <param name="At">Where.</param>
/// <param name="Label">The text.</param>
internal readonly record struct Tick(double At, string Label);

/// <summary>One chart as SVG that takes its colours from the page. Times and sizes are on logarithmic axes.</summary>
/// <param name="Title">The title; also the text for screen readers.</param>
/// <param name="X">Marks across; the first and the last are the ends of the axis.</param>
/// <param name="Y">Marks upwards; likewise.</param>
/// <param name="Series">The series.</param>
internal sealed record Chart(string Title, IReadOnlyList<Tick> X, IReadOnlyList<Tick> Y, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>Room for the labels at the left, in the drawing's own units.</summary>
    public double Left { get; init; } = 52;

    /// <summary>The drawing's width.</summary>
    public double Width { get; init; } = 340;

    /// <summary>The drawing's height.</summary>
    public double Height { get; init; } = 230;

    /// <summary>Whether the vertical axis shows evenly spaced names instead of times.</summary>
    public bool HasNames { get; init; }

    private const double Top = 8,
        Right = 14,
        Bottom = 24;

    /// <summary>Powers of ten from at most the least to at least the most.</summary>
    public static IReadOnlyList<Tick> Powers(IReadOnlyCollection<double> values, Func<double, string> label)
    {
        var (from, to) = ((int)Math.Floor(Math.Log10(values.Min())), (int)Math.Ceiling(Math.Log10(values.Max())));
        return [.. Enumerable.Range(from, Math.Max(1, to - from) + 1).Select(p => new Tick(Math.Pow(10, p), label(Math.Pow(10, p))))];
    }

    /// <summary>The SVG.</summary>
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
