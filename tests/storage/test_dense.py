"""The vector index: Chroma answers, and whatever befalls its files, the answers are those of exact
search over the library.
"""

import json
import shutil
import subprocess
import sys
import threading
from datetime import date

import numpy as np
import pytest

from rag.errors import IndexUnusable
from rag.schema import Chunk, Hit, Scope, Span, Window
from rag.storage import Library, identifier
from rag.storage.dense import chroma
from rag.storage.dense.chroma import ChromaIndex, _open_collection
from rag.storage.dense.exact import ExactIndex
from rag.storage.dense.index import VectorIndex
from rag.storage.dense.protocol import DenseIndex
from tests.conftest import REPOSITORY
from tests.samples import document

MODEL = "random-16"
# Chunks by document; over 1,000 in all, so that Chroma writes its HNSW files.
SHELVES = {"big": 700, "middle": 400, "small": 100}


def add(library: Library, key: str, count: int, seed: int, **fields: object) -> None:
    """A document of `count` one-word chunks with random unit vectors of 16 dimensions."""
    texts = [f"{key}{n}" for n in range(count)]
    text = " ".join(texts)
    starts = np.cumsum([0, *(len(piece) + 1 for piece in texts)])
    chunks = [
        Chunk(Span(int(start), int(start) + len(piece)), piece, "", int(start) + len(piece))
        for start, piece in zip(starts[:-1], texts, strict=True)
    ]
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = [f"{key} {seed} {n}" for n in range(count)]
    library.versions.add(
        document(key, text, **fields), chunks, keys, dict(zip(keys, vectors, strict=True)), MODEL
    )


def questions(count: int = 12) -> np.ndarray:
    vectors = np.random.default_rng(99).normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def exact(library: Library, vector: np.ndarray, scope: Scope, limit: int) -> list[int]:
    """The nearest chunks, by comparing with every vector that may answer."""
    numbers, matrix = library.vectors.load(MODEL)
    rows = np.isin(numbers, library.visibility.visible_numbers(scope))
    order = np.argsort(-(matrix[rows] @ vector), kind="stable")[:limit]
    return numbers[rows][order].tolist()


def numbers_of(hits: list[Hit]) -> list[int]:
    return [hit.number for hit in hits]


def generations(folder) -> list[str]:
    return sorted(path.name for path in folder.glob("generation-*"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A home with 1,200 vectors and their index, not owned by anyone. Never opened again: Chroma
    remembers folders by name.
    """
    home = tmp_path_factory.mktemp("built")
    library = Library(home / "library.sqlite3")
    for seed, (key, count) in enumerate(SHELVES.items()):
        add(
            library,
            key,
            count,
            seed,
            publisher=key.capitalize(),
            day=f"2025-10-{10 * (seed + 1)}",
            kind="policy" if key == "small" else "news",
        )
    index = VectorIndex(library, MODEL, home / "index")
    assert index.status()["serving"] == "chroma"
    index.close()
    return home


@pytest.fixture
def home(built, tmp_path):
    return shutil.copytree(built, tmp_path / "copy")


@pytest.fixture
def shelf(home):
    return Library(home / "library.sqlite3")


@pytest.fixture
def index(home, shelf):
    opened = VectorIndex(shelf, MODEL, home / "index")
    yield opened
    opened.close()


def test_chroma_answers_and_agrees_with_exact_search(shelf, index):
    for vector in questions():
        hits, how = index.search(vector, Scope(), 10)
        assert how == "chroma"
        assert numbers_of(hits) == exact(shelf, vector, Scope(), 10)


def test_a_score_is_the_cosine_and_falls(shelf, index):
    vector = questions(1)[0]
    hits, how = index.search(vector, Scope(), 10)
    numbers, matrix = shelf.vectors.load(MODEL)
    cosines = {
        int(number): float(row @ vector) for number, row in zip(numbers, matrix, strict=True)
    }
    assert how == "chroma"
    assert [hit.score for hit in hits] == pytest.approx(
        [cosines[hit.number] for hit in hits], abs=1e-4
    )
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(publishers=("BIG",)),
        Scope(publishers=("Middle",)),
        Scope(publishers=("Small", "Big")),
        Scope(kinds=("policy",)),
        Scope(kinds=("news",)),
        Scope(as_of=date(2025, 10, 20)),
        Scope(as_of=date(2025, 10, 9)),
        Scope(window=Window(date(2025, 10, 20), date(2025, 10, 30))),
        Scope(window=Window(end=date(2025, 10, 20)), kinds=("news",)),
    ],
)
def test_filters_give_what_exact_search_gives(shelf, index, scope):
    for vector in questions(4):
        assert numbers_of(index.search(vector, scope, 10).hits) == exact(shelf, vector, scope, 10)


def test_a_wide_filter_is_still_served_by_chroma(index):
    assert index.search(questions(1)[0], Scope(publishers=("Big",)), 10).how == "chroma"


def test_asking_for_more_than_there_is_gives_everything(shelf, index):
    assert (
        sorted(numbers_of(index.search(questions(1)[0], Scope(), 5_000).hits))
        == shelf.visibility.visible_numbers(Scope()).tolist()
    )


def test_an_empty_library_finds_nothing(library, tmp_path):
    index = VectorIndex(library, MODEL, tmp_path / "index")
    assert index.search(questions(1)[0], Scope(), 10).hits == []
    index.close()


def test_the_index_is_opened_and_not_built_again(home, index):
    before = (home / "index" / "state.json").read_bytes()
    assert index.search(questions(1)[0], Scope(), 10).how == "chroma"
    assert (home / "index" / "state.json").read_bytes() == before


def test_a_removed_document_never_comes_back(home, shelf, index):
    index.search(questions(1)[0], Scope(), 10)
    gone = set(shelf.visibility.visible_numbers(Scope(publishers=("Middle",))).tolist())
    shelf.versions.remove(identifier("middle"))
    for vector in questions():
        hits = numbers_of(index.search(vector, Scope(), 300).hits)
        assert not gone & set(hits)
        assert hits[:10] == exact(shelf, vector, Scope(), 10)


def test_an_earlier_version_never_comes_back_but_as_of_its_days(shelf, index):
    vector = questions(1)[0]
    index.search(vector, Scope(), 10)
    old = set(shelf.visibility.visible_numbers(Scope(publishers=("Small",))).tolist())
    add(shelf, "small", 90, seed=7, publisher="Small", day="2025-11-20")
    now = set(numbers_of(index.search(vector, Scope(), 5_000).hits))
    then = set(numbers_of(index.search(vector, Scope(as_of=date(2025, 10, 31)), 5_000).hits))
    assert (len(now & old), len(now)) == (0, 700 + 400 + 90)
    assert old <= then


def test_new_vectors_join_the_present_generation(home, shelf, index):
    index.search(questions(1)[0], Scope(), 10)
    before = generations(home / "index")
    add(shelf, "extra", 5, seed=11)
    vector = shelf.vectors.load(MODEL)[1][-1]
    hits, how = index.search(vector, Scope(), 1)
    assert (how, hits[0].number) == ("chroma", int(shelf.vectors.load(MODEL)[0][-1]))
    assert generations(home / "index") == before
    assert index.status()["vectors"] == 1_205


def test_vectors_added_while_closed_are_there_after_opening(home, shelf):
    add(shelf, "extra", 5, seed=11)
    index = VectorIndex(shelf, MODEL, home / "index")
    hits, how = index.search(shelf.vectors.load(MODEL)[1][-1], Scope(), 1)
    index.close()
    assert (how, hits[0].number) == ("chroma", int(shelf.vectors.load(MODEL)[0][-1]))


def test_another_model_gets_an_index_of_its_own(home, shelf):
    index = VectorIndex(shelf, "another model", home / "index")
    assert index.search(questions(1)[0], Scope(), 10).hits == []
    assert index.status()["library_vectors"] == 0
    index.close()


def test_many_removals_start_a_new_generation(home, shelf, index):
    add(shelf, "more", 600, seed=12)
    index.search(questions(1)[0], Scope(), 10)
    before = generations(home / "index")
    for key in ("big", "middle"):
        shelf.versions.remove(identifier(key))
    hits, _ = index.search(questions(1)[0], Scope(), 10)
    assert numbers_of(hits) == exact(shelf, questions(1)[0], Scope(), 10)
    assert len(generations(home / "index")) == 1
    assert generations(home / "index") != before


def test_rebuilding_starts_a_new_generation_and_drops_the_old(home, index):
    before = generations(home / "index")
    assert index.rebuild() == 1_200
    assert len(generations(home / "index")) == 1
    assert generations(home / "index") != before
    assert index.search(questions(1)[0], Scope(), 10).how == "chroma"


def test_the_collection_measures_cosine(home, index):
    index.status()
    (folder,) = (home / "index").glob("generation-*")
    assert _open_collection(folder).configuration["hnsw"]["space"] == "cosine"


def test_a_collection_of_another_distance_is_refused(tmp_path):
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(
        path=str(tmp_path / "other"), settings=Settings(anonymized_telemetry=False)
    )
    client.create_collection(
        "chunks", configuration={"hnsw": {"space": "l2"}}, embedding_function=None
    )
    with pytest.raises(IndexUnusable, match="'l2', not cosine"):
        _open_collection(tmp_path / "other")


def build_with(settings, shelf, folder):
    """An index whose Chroma collection has other settings, as an earlier version built it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chroma, "HNSW", settings)
        index = VectorIndex(shelf, MODEL, folder)
        assert index.status()["serving"] == "chroma"
        index.close()


def test_an_index_of_other_settings_is_noticed_and_built_again_without_embedding(tmp_path, shelf):
    folder = tmp_path / "old index"
    build_with({**chroma.HNSW, "max_neighbors": 16, "ef_construction": 100}, shelf, folder)
    before = generations(folder)
    index = VectorIndex(shelf, MODEL, folder)
    assert index.search(questions(1)[0], Scope(), 10).how == "chroma"
    index.close()
    assert len(generations(folder)) == 1
    assert generations(folder) != before
    assert json.loads((folder / "state.json").read_text())["settings"] == chroma.HNSW


def test_an_index_of_0_2_whose_state_names_no_settings_is_built_again(tmp_path, shelf):
    folder = tmp_path / "old index"
    build_with({"space": "cosine"}, shelf, folder)
    state = json.loads((folder / "state.json").read_text())
    del state["settings"]
    (folder / "state.json").write_text(json.dumps(state))
    index = VectorIndex(shelf, MODEL, folder)
    assert index.search(questions(1)[0], Scope(), 10).how == "chroma"
    index.close()
    assert generations(folder) != [state["generation"]]


def test_a_collection_of_other_settings_is_refused_whatever_its_state_says(tmp_path):
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(
        path=str(tmp_path / "other"), settings=Settings(anonymized_telemetry=False)
    )
    client.create_collection(
        "chunks", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
    with pytest.raises(IndexUnusable, match="other settings"):
        _open_collection(tmp_path / "other")


def test_both_back_ends_keep_the_contract(home, shelf):
    exact_index: DenseIndex = ExactIndex(shelf, MODEL)
    chroma_index: DenseIndex = ChromaIndex(exact_index, MODEL, home / "another index")
    vector = questions(1)[0]
    with pytest.raises(IndexUnusable, match="not open"):
        chroma_index.search(vector, Scope(), 10)
    for back_end in (exact_index, chroma_index):
        back_end.refresh()
        assert back_end.rebuild() == 1_200
        assert numbers_of(back_end.search(vector, Scope(), 10).hits) == exact(
            shelf, vector, Scope(), 10
        )
        assert 1_200 in back_end.status().values()
        back_end.close()


def test_threads_that_arrive_together_get_the_same_answer(shelf, index):
    vector = questions(1)[0]
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(index.search(vector, Scope(), 10)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [numbers_of(answer.hits) for answer in answers] == [
        exact(shelf, vector, Scope(), 10)
    ] * 6
    assert {answer.how for answer in answers} == {"chroma"}


# -- another process, and damage; in processes of their own, which damaged files once ended

_HOLD = """
import sys, time
from pathlib import Path
from rag.storage.dense.index import VectorIndex
from rag.storage import Library
home = Path(sys.argv[1])
index = VectorIndex(Library(home / "library.sqlite3"), "random-16", home / "index")
print(index.status()["serving"], flush=True)
time.sleep(60)
"""


@pytest.fixture
def owner(home):
    """Another process that owns the index."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(home)], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    assert process.stdout.readline() == "chroma\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_while_another_process_owns_the_index_search_is_exact_and_says_so(shelf, index, owner):
    vector = questions(1)[0]
    hits, how = index.search(vector, Scope(), 10)
    assert how == "exact (another process owns the index)"
    assert numbers_of(hits) == exact(shelf, vector, Scope(), 10)
    assert index.status()["serving"] == "exact"


def test_rebuilding_what_another_process_owns_is_refused(index, owner):
    with pytest.raises(IndexUnusable, match="another process owns the index"):
        index.rebuild()


def test_a_dead_owners_index_is_taken_over(index, owner):
    owner.kill()
    owner.wait()
    assert index.search(questions(1)[0], Scope(), 10).how == "chroma"


_DAMAGE = """
import json, os, shutil, sys
from pathlib import Path
import numpy as np
from rag.models.embeddings import WordCountEmbedder
from rag.storage.dense.index import VectorIndex
from rag.storage import Library
from rag.retrieval.hybrid import retrieve
from rag.schema import Question, Scope
from datetime import date

class Counting(WordCountEmbedder):
    embedded = 0
    def __init__(self):
        super().__init__(16)
        self.name = "random-16"
    def embed(self, texts):
        Counting.embedded += len(texts)
        return super().embed(texts)
    def embed_question(self, text):
        return np.array(json.loads(text), np.float32)

def answer(home):
    library = Library(home / "library.sqlite3")
    embedder = Counting()
    index = VectorIndex(library, embedder.name, home / "index")
    question = sys.argv[3]
    query = Question(question, question, date(2025, 12, 1))
    passages, how = retrieve(library, index, embedder, query, 3)
    hits = index.search(embedder.embed_question(question), Scope(), 10).hits
    index.close()
    texts = [passage.text for passage in passages]
    numbers = [hit.number for hit in hits]
    return {"numbers": numbers, "passages": texts, "how": how, "embedded": Counting.embedded}

built, scratch = Path(sys.argv[1]), Path(sys.argv[2])
paths = [path for path in sorted((built / "index").rglob("*")) if path.is_file()]
files = [str(path.relative_to(built)) for path in paths]
cases = [("", "none"), ("index", "deleted")]
cases += [(file, kind) for file in files for kind in ("noise", "cut", "deleted")]
for number, (file, kind) in enumerate(cases):
    home = shutil.copytree(built, scratch / str(number))
    path = home / file
    print(json.dumps({"file": file, "kind": kind}), flush=True)
    if kind == "deleted":
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if kind == "noise":
        path.write_bytes(np.random.default_rng(number).bytes(max(4096, path.stat().st_size)))
    if kind == "cut":
        os.truncate(path, path.stat().st_size // 2)
    print(json.dumps(answer(home)), flush=True)
    shutil.rmtree(home)
"""


def test_whatever_happens_to_any_file_of_the_index_the_answers_stay_and_nothing_is_embedded(
    built, tmp_path
):
    question = json.dumps(questions(1)[0].tolist())
    command = [sys.executable, "-c", _DAMAGE, str(built), str(tmp_path), question]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"after {lines[-1]}: {done.stderr[-2000:]}"
    results = {
        (case["file"], case["kind"]): result
        for case, result in zip(lines[::2], lines[1::2], strict=True)
    }
    assert len(results) > 20, "Chroma should have written its HNSW files"
    sound = results.pop(("", "none"))
    assert sound["how"] == "chroma"
    assert len(sound["numbers"]) == 10
    assert {
        case: result for case, result in results.items() if result != {**sound, "embedded": 0}
    } == {}
