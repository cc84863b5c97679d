namespace Streaming.Tests.Page;

/// <summary>A test that needs Chromium. Without one it is skipped, and fails where the environment says that nothing may be skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Path is null && !Chromium.MustBeThere)
            Skip = Chromium.HowToGetIt;
    }
}
