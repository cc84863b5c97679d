using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>Tests that <c>dotnet test</c> passes on a machine with nothing but the .NET SDK.</summary>
public sealed class MissingProgramTests
{
    [Fact]
    public void A_test_without_its_program_is_skipped_with_a_reason_or_fails_if_skips_are_forbidden()
    {
        var needed = new NeedsTheoryAttribute("dotnet", "no-such-program");
        if (Skipping.IsForbidden)
            needed.Skip.Should().BeNull();
        else
            needed.Skip.Should().Contain("no-such-program").And.NotContain("dotnet");
    }

    [Fact]
    public void A_browser_test_without_its_npm_packages_is_skipped_even_with_Chromium() =>
        new BrowserFactAttribute("no-such-folder").Skip.Should().Match(reason => reason != null || Skipping.IsForbidden);

    [Fact]
    public void Packages_are_installed_again_after_a_change_of_the_lock_file()
    {
        using var folder = new TemporaryFolder();
        NodePackages.AreInstalled(folder.Path).Should().BeFalse("no packages are installed");
        WriteLock(folder, "node_modules/.package-lock.json", "sha512-one");
        WriteLock(folder, "package-lock.json", "sha512-one");
        NodePackages.AreInstalled(folder.Path).Should().BeTrue();
        WriteLock(folder, "package-lock.json", "sha512-two");
        NodePackages.AreInstalled(folder.Path).Should().BeFalse("the lock file requires another version");
    }

    [NeedsTheory("node", "npm")]
    [InlineData("http://127.0.0.1:1/")]
    public void A_registry_that_does_not_respond_is_a_reason_to_skip_and_not_an_exception(string registry)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "package.json"),
            """{"name":"probe","private":true,"dependencies":{"streaming-probe":"1.0.0"}}""");
        WriteLock(folder, "package-lock.json", "sha512-YQ==");
        NodePackages.Install(folder.Path, new Uri(registry)).Should().Contain("npm ci").And.Contain("failed");
    }

    private static void WriteLock(TemporaryFolder folder, string file, string integrity)
    {
        var path = Path.Combine(folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $$$"""
            {"name":"probe","lockfileVersion":3,"requires":true,"packages":{"":{"dependencies":{"streaming-probe":"1.0.0"} },
            "node_modules/streaming-probe":{"version":"1.0.0","resolved":"http://127.0.0.1:1/streaming-probe-1.0.0.tgz","integrity":"{{{integrity}}}"} } }
            """);
    }
}
