using System.Xml.Linq;
using Streaming.Tests.Support;

namespace Streaming.Tests.Packages;

/// <summary>The version in <c>Directory.Build.props</c>, which is its only source.</summary>
internal static class BuildVersion
{
    public static string Text { get; } =
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
}
