using Streaming.Server.Hosting;

namespace Streaming.Tests.Hosting;

/// <summary>Tests which pages of programs and libraries are removed from the memory of the process.</summary>
public sealed class ProgramPagesTests
{
    [Theory]
    [InlineData("7f25de400000-7f25de480000 r-xp 00001000 fe:00 1234   /usr/lib/libc.so.6")]
    [InlineData("7f25de400000-7f25de480000 r--p 00000000 fe:00 1234   /opt/streaming/Streaming.Server.dll")]
    [InlineData("7f25de400000-7f25de480000 r--s 00000000 fe:00 1234   /a folder/libe_sqlite3.so")]
    public void Code_of_programs_and_libraries_is_unmapped(string mapping)
    {
        ProgramPages.Unchanged([mapping, "Rss:                 512 kB", "Anonymous:             0 kB"])
            .Should().Equal((0x7f25de400000UL, 0x80000UL));
    }

    [Theory]
    [InlineData("7f25de400000-7f25de480000 rw-p 00001000 fe:00 1234   /usr/lib/libc.so.6")]
    [InlineData("7f25de400000-7f25de480000 rw-p 00000000 00:00 0")]
    [InlineData("7f25de400000-7f25de480000 r-xp 00000000 00:00 0      [vdso]")]
    [InlineData("7f25de400000-7f25de480000 r--s 00000000 fe:00 1234   /data/streaming.db")]
    [InlineData("7f25de400000-7f25de480000 r-xs 00000000 00:01 1234   /memfd:doublemapper (deleted)")]
    [InlineData("7f25de400000-7f25de480000 r-xp 00000000 fe:00 1234   /opt/streaming/Streaming.Server.dll (deleted)")]
    public void Memory_that_can_be_written_and_other_files_are_not_unmapped(string mapping)
    {
        ProgramPages.Unchanged([mapping, "Anonymous:             0 kB"]).Should().BeEmpty();
    }

    [Fact]
    public void A_mapping_with_a_changed_page_is_not_unmapped()
    {
        ProgramPages.Unchanged(["7f25de400000-7f25de480000 r--p 00001000 fe:00 1234   /usr/lib/libc.so.6", "Anonymous:             4 kB"])
            .Should().BeEmpty();
    }

    [Fact]
    public void The_process_works_after_its_pages_were_unmapped()
    {
        var found = ProgramPages.FindUnchanged();
        found.Any().Should().Be(OperatingSystem.IsLinux());
        ProgramPages.Unmap(found);
        ProgramPages.Unmap(found);
        Enumerable.Range(0, 100).Select(i => i.ToString("x")).Should().HaveCount(100);
    }
}
