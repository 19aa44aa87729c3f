namespace Pictures.Drawings;

/// <summary>The pictures that are the same in each run. A test compares them with the files in docs/pictures.</summary>
public static class AllDrawings
{
    private static readonly Dictionary<string, Func<string>> Drawings = new()
    {
        ["icon.svg"] = Icon.Draw,
        ["build.svg"] = () => Badge.Draw("build", "no warnings"),
        ["licence.svg"] = () => Badge.Draw("licence", ProjectFacts.Licence),
        ["targets.svg"] = () => Badge.Draw("targets", ProjectFacts.Targets),
        ["reconnect.svg"] = MarblePictures.Reconnect,
        ["throttle.svg"] = MarblePictures.Throttle,
        ["resume.svg"] = MarblePictures.Resume,
        ["timeout.svg"] = MarblePictures.Timeout,
        ["group.svg"] = MarblePictures.Group,
        ["tokens.svg"] = MarblePictures.Tokens,
        ["late.svg"] = MarblePictures.Late,
        ["refused.svg"] = MarblePictures.Refused,
        ["silent.svg"] = MarblePictures.Silent,
        ["checkpoint.svg"] = MarblePictures.Checkpoint,
        ["failure.svg"] = MarblePictures.Failure,
        ["performance.svg"] = PerformanceChart.Draw,
        ["scale.svg"] = ScaleChart.Draw,
    };

    /// <summary>The names of their files.</summary>
    public static IEnumerable<string> Names => Drawings.Keys;

    /// <summary>Draws one of them.</summary>
    public static string Draw(string name) => Drawings[name]();
}
